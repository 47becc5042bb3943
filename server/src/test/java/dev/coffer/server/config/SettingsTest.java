package dev.coffer.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.CofferServer;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where settings come from, and that none is ever guessed. */
class SettingsTest {
  @TempDir Path data;

  private Settings load(Map<String, String> flags, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(flags);
    all.putIfAbsent("data", data.toString());
    return Settings.load(all, environment);
  }

  private void properties(String text) throws IOException {
    Files.writeString(data.resolve("coffer.properties"), text);
  }

  @Test
  void flagsComeBeforeVariablesBeforePropertiesBeforeDefaults() throws Exception {
    assertThat(load(Map.of(), Map.of()).port()).isEqualTo(8080);
    properties("port=1");
    assertThat(load(Map.of(), Map.of()).port()).isEqualTo(1);
    assertThat(load(Map.of(), Map.of("COFFER_PORT", "2")).port()).isEqualTo(2);
    assertThat(load(Map.of("port", "3"), Map.of("COFFER_PORT", "2")).port()).isEqualTo(3);
  }

  @Test
  void withoutAnySettingTheServerIsForThisMachineAlone() {
    Settings settings = load(Map.of(), Map.of("PATH", "/bin", "COFFE_PORT", "x"));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.tls()).isEmpty();
    assertThat(settings.operatorKeyOn()).isTrue();
    assertThat(settings.maxValueBytes()).isEqualTo(65_536);
    assertThat(settings.logLevel()).isEqualTo(Settings.LogLevel.INFO);
    assertThat(settings.logFormat()).isEqualTo(Settings.LogFormat.TEXT);
    assertThat(settings.data()).isEqualTo(data);
  }

  @ParameterizedTest
  @CsvSource({
    "COFFER_MAX_VALUE_BYTES, 7",
    "COFFER_URL, http://localhost",
    "COFFER_KEY, k",
    "COFFER_CA_CERTIFICATE, f",
    "COFFER_ALLOW_PLAIN_HTTP, true",
    "COFFER_JAVA_OPTIONS, -Xmx1g",
  })
  void knownVariablesAreAccepted(String variable, String value) {
    assertThat(load(Map.of(), Map.of(variable, value))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"COFFER_PROT", "COFFER_", "COFFER_port", "COFFER_MASTERKEY"})
  void anUnknownVariableStopsTheStartByName(String variable) {
    assertRefused(Map.of(), Map.of(variable, "a-marker"), variable);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prot", "max_value_bytes", "Port", "data", "coffer.port"})
  void anUnknownPropertyStopsTheStartByName(String key) throws Exception {
    properties(key + "=a-marker");
    assertRefused(Map.of(), Map.of(), key);
  }

  @ParameterizedTest
  @CsvSource({
    "port, x",
    "port, -1",
    "port, 65536",
    "port, ''",
    "max-value-bytes, 0",
    "max-value-bytes, 99999999999",
    "log-level, loud",
    "log-format, xml",
    "operator-key, maybe",
    "database-url, jdbc:mysql://a-marker",
    "host, ' '",
    "tls-certificate, only-one",
    "tls-private-key, only-one",
  })
  void aValueThatCannotBeStopsTheStartByName(String key, String value) throws Exception {
    assertRefused(Map.of(key, value), Map.of(), key);
    String variable = "COFFER_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    assertRefused(Map.of(), Map.of(variable, value), key);
    properties(key + "=" + value);
    assertRefused(Map.of(), Map.of(), key);
  }

  @ParameterizedTest
  @CsvSource({
    "master-key, a-marker, COFFER_MASTER_KEY",
    "database-password, a-marker, COFFER_DATABASE_PASSWORD",
    "database-url, jdbc:postgresql://h/d?user=u&password=a-marker, COFFER_DATABASE_PASSWORD",
  })
  void secretsAreNotTakenFromFlagsWhichEverybodyCanRead(
      String key, String value, String alternative) {
    assertRefused(Map.of(key, value), Map.of(), alternative);
  }

  /** Refused with words in the message, and without the value. */
  private void assertRefused(
      Map<String, String> flags, Map<String, String> environment, String words) {
    assertThatThrownBy(() -> load(flags, environment))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("a-marker");
  }

  @Test
  void aHostThatIsNoAddressStopsTheStart() {
    assertThatThrownBy(
            () -> TestServer.start(Backend.SQLITE, Map.of("host", "no.such.host.invalid")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("host");
  }

  @Test
  void aPortThatIsTakenStopsTheStartInWords() {
    try (TestServer first = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"))) {
      String port = Integer.toString(first.server().uri().getPort());
      assertThatThrownBy(() -> TestServer.start(Backend.SQLITE, Map.of("port", port)))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1 port " + port);
    }
  }

  @Test
  void aDataDirectoryHasOneServer() {
    try (TestServer first = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"))) {
      assertThatThrownBy(() -> CofferServer.start(Settings.load(first.flags(), Map.of())))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("another Coffer server is running");
      assertThat(first.call("GET", "/health/ready").status()).isEqualTo(200);
    }
  }
}
