package dev.coffer.velo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.velo.web.LeakGuard.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VeloSettingsTest {
  @TempDir Path site;

  private VeloSettings load(String properties) throws IOException {
    Files.writeString(site.resolve("velo.properties"), properties);
    return VeloSettings.load(site);
  }

  @Test
  void aSiteWithoutSettingsIsForThisMachineAloneAndIsGuarded() {
    VeloSettings settings = VeloSettings.load(site);
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8090);
    assertThat(settings.openHosts()).isEmpty();
    assertThat(settings.hostNames()).isEmpty();
    assertThat(settings.callsPerMinute()).isEqualTo(5_000);
    assertThat(settings.callsAtOnce()).isEqualTo(16);
    assertThat(settings.leakGuard().otherwise()).isEqualTo(Mode.BLOCK);
    assertThat(settings.sandbox().deadline()).hasSeconds(14);
  }

  @Test
  void everySettingIsRead() throws IOException {
    VeloSettings settings =
        load(
            """
            # for development
            open-hosts = localhost:8443, api.test
            host-names = shop.test
            calls-per-minute = 100000
            calls-at-once = 64
            leak-guard = warn
            leak-guard.backend/pay/x.web.js/charge = off
            leak-guard.backend/old.jsw/f = block
            leak-guard.backend/http-functions.js/get_key = off
            """);
    assertThat(settings.openHosts()).containsExactlyInAnyOrder("localhost:8443", "api.test");
    assertThat(settings.hostNames()).containsExactly("shop.test");
    assertThat(settings.callsPerMinute()).isEqualTo(100_000);
    assertThat(settings.callsAtOnce()).isEqualTo(64);
    assertThat(settings.leakGuard().otherwise()).isEqualTo(Mode.WARN);
    assertThat(settings.leakGuard().functions())
        .isEqualTo(
            Map.of(
                "backend/pay/x.web.js/charge", Mode.OFF,
                "backend/old.jsw/f", Mode.BLOCK,
                "backend/http-functions.js/get_key", Mode.OFF));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "leakguard=off                        | unknown setting leakguard in",
        "trusted-proxies=127.0.0.1            | trusted-proxies and client-address-header must be",
        "public-url=https://example.com/shop  | the setting public-url must have no path",
        "leak_guard=off                       | unknown setting leak_guard in",
        "port=80                              | unknown setting port in",
        "leak-guard=on                        | the setting leak-guard must be one of block, warn,"
            + " off",
        "leak-guard=                          | the setting leak-guard is empty",
        "leak-guard.backend/x.web.js/f=no     | the setting leak-guard.backend/x.web.js/f must be"
            + " one",
        "leak-guard.x.web.js/f=off            | unknown function in the setting"
            + " leak-guard.x.web.js/f",
        "leak-guard.backend/x.web.js=off      | unknown function in the setting leak-guard.backend",
        "leak-guard.backend/x.js/f=off        | unknown function in the setting leak-guard.backend",
        "open-hosts=https://localhost         | the setting open-hosts must be host or host:port",
        "open-hosts=a b                       | the setting open-hosts must be host or host:port",
        "host-names=shop.test:80              | the setting host-names must be names of hosts",
        "calls-per-minute=0                   | the setting calls-per-minute must be a number",
        "calls-per-minute=many                | the setting calls-per-minute must be a number",
        "calls-at-once=0                      | the setting calls-at-once must be a number from 1"
            + " to 64",
        "calls-at-once=65                     | the setting calls-at-once must be a number from 1"
            + " to 64",
        "open-hosts=\\uzzzz                   | cannot be read",
      })
  void anUnknownNameOrValueStopsTheStart(String line, String message) {
    assertThatThrownBy(() -> load(line.strip()))
        .isInstanceOf(VeloStartupException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("velo.properties");
  }

  @Test
  void flagsAddToWhatTheSiteSays() throws IOException {
    VeloSettings settings =
        load("open-hosts=a.test").opening(List.of("b.test:8443", "[::1]:1")).at("::1", 0);
    assertThat(settings.openHosts()).containsExactlyInAnyOrder("a.test", "b.test:8443", "[::1]:1");
    assertThat(settings.host()).isEqualTo("::1");
    assertThatThrownBy(() -> settings.opening(List.of("https://c.test")))
        .isInstanceOf(VeloStartupException.class);
    assertThatThrownBy(() -> settings.at("::1", 65_536)).isInstanceOf(VeloStartupException.class);
  }
}
