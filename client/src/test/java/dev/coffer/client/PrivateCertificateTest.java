package dev.coffer.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnavailableException.Reason;
import dev.coffer.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with a certificate that signed itself. */
class PrivateCertificateTest {
  @TempDir private static Path directory;
  private static Certificates certificates;
  private static LiveCoffer coffer;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.madeFor("ip:127.0.0.1", directory);
    coffer =
        LiveCoffer.on(
            directory.resolve("data"),
            Map.of(
                "tls-certificate", certificates.certificate().toString(),
                "tls-private-key", certificates.privateKey().toString()));
  }

  @AfterAll
  static void stop() {
    coffer.close();
  }

  @Test
  void aCertificateThatIsNamedIsTrusted() throws IOException {
    try (CofferClient client =
        coffer.operator().trustedCertificates(certificates.certificate()).build()) {
      assertThat(client.administration().listSites()).hasSize(1);
    }
  }

  @Test
  void aCertificateThatNobodyNamedIsNot() throws IOException {
    try (CofferClient client = coffer.operator().build()) {
      UnavailableException refusal =
          catchThrowableOfType(
              UnavailableException.class, () -> client.administration().listSites());

      assertThat(refusal.reason()).isEqualTo(Reason.NOT_SECURE);
      assertThat(refusal).hasCauseInstanceOf(SSLException.class);
    }
  }

  @Test
  void theFileMustHoldACertificate() throws IOException {
    Path other = Files.writeString(directory.resolve("other.pem"), "no certificate");
    CofferClient.Builder builder = coffer.operator();

    assertThatThrownBy(() -> builder.trustedCertificates(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no certificate in PEM form");
    assertThatThrownBy(() -> builder.trustedCertificates(directory.resolve("none.pem")))
        .isInstanceOf(IOException.class);
  }
}
