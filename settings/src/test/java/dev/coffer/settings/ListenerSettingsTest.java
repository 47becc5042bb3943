package dev.coffer.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.settings.SettingTable.Given;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerSettingsTest {
  private static TrustedProxies proxies(Map<String, String> given) {
    return ListenerSettings.trustedProxies(new Given(given, Map.of(), Map.of()));
  }

  @Test
  void proxiesAndTheirHeaderAreGivenTogetherOrNotAtAll() {
    assertThat(proxies(Map.of())).isEqualTo(TrustedProxies.NONE);
    assertThat(proxies(Map.of("trusted-proxies", "")).networks()).isEmpty();
    TrustedProxies both =
        proxies(Map.of("trusted-proxies", "127.0.0.1, ::1", "client-address-header", "X-Real-IP"));
    assertThat(both.networks()).hasSize(2);
    assertThat(both.header()).isEqualTo("X-Real-IP");
    assertThatThrownBy(() -> proxies(Map.of("trusted-proxies", "127.0.0.1")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("together");
    assertThatThrownBy(() -> proxies(Map.of("client-address-header", "X-Real-IP")))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("together");
  }

  @Test
  void theHeaderOfAnotherFormatIsRefused() {
    assertThatThrownBy(() -> ListenerSettings.CLIENT_ADDRESS_HEADER.parse("forwarded"))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("RFC 7239");
    assertThatThrownBy(() -> ListenerSettings.CLIENT_ADDRESS_HEADER.parse("X-A, X-B"))
        .isInstanceOf(InvalidSetting.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://secrets.example.com, https://secrets.example.com, ''",
    "https://Secrets.Example.com:443/, https://secrets.example.com, ''",
    "http://example.com:8080/coffer/, http://example.com:8080, /coffer",
    "https://[2001:db8::1]:8443/a/b-c, https://[2001:db8::1]:8443, /a/b-c",
  })
  void aPublicUrlHasSchemeHostPortAndPath(String text, String origin, String path) {
    PublicUrl url = ListenerSettings.PUBLIC_URL.parse(text);
    assertThat(url.origin()).isEqualTo(origin);
    assertThat(url.path()).isEqualTo(path);
    assertThat(url).hasToString(origin + path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secrets.example.com",
        "ftp://example.com",
        "https://",
        "https://example.com?x=1",
        "https://example.com#x",
        "https://me:pw@example.com",
        "https://example.com/a/../b",
        "https://example.com//a",
        "https://example.com/a%2fb",
        "https://example.com/<x>",
        "javascript:alert(1)"
      })
  void whatIsNoPublicUrlIsRefused(String text) {
    assertThatThrownBy(() -> ListenerSettings.PUBLIC_URL.parse(text))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("public-url must be a URL such as")
        .hasMessageNotContaining("pw");
  }
}
