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
            leak-guard = warn
            leak-guard.backend/pay/x.web.js/charge = off
            leak-guard.backend/old.jsw/f = block
            leak-guard.backend/http-functions.js/get_key = off
            """);
    assertThat(settings.openHosts()).containsExactlyInAnyOrder("localhost:8443", "api.test");
    assertThat(settings.hostNames()).containsExactly("shop.test");
    assertThat(settings.callsPerMinute()).isEqualTo(100_000);
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
        "leakguard=off                        | has no setting named leakguard",
        "leak_guard=off                       | has no setting named leak_guard",
        "port=80                              | has no setting named port",
        "leak-guard=on                        | must say block, warn or off for leak-guard",
        "leak-guard=                          | must say block, warn or off for leak-guard",
        "leak-guard.backend/x.web.js/f=no     | must say block, warn or off for leak-guard.backend",
        "leak-guard.x.web.js/f=off            | names no function with x.web.js/f",
        "leak-guard.backend/x.web.js=off      | names no function with backend/x.web.js",
        "leak-guard.backend/x.js/f=off        | names no function with backend/x.js/f",
        "open-hosts=https://localhost         | has an invalid host in open-hosts: https://",
        "open-hosts=a b                       | has an invalid host in open-hosts: a b",
        "host-names=shop.test:80              | has an invalid host in host-names",
        "calls-per-minute=0                   | must say a whole number from 1",
        "calls-per-minute=many                | must say a whole number from 1",
        "open-hosts=\\uzzzz                   | cannot be read",
      })
  void anUnknownNameOrValueStopsTheStart(String line, String message) {
    assertThatThrownBy(() -> load(line.strip()))
        .isInstanceOf(VeloStartupException.class)
        .hasMessageStartingWith("velo.properties " + message);
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
