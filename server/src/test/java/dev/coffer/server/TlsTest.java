package dev.coffer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS from PEM files. */
class TlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void aPemCertificateAndItsKeyAreServedOverBothVersionsOfHttp(String algorithm) throws Exception {
    KeyStore keystore = keystore(algorithm);
    Map<String, String> tls = pemFiles(keystore);
    try (TestServer server = TestServer.start(Backend.SQLITE, tls);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(keystore)).build()) {
      assertThat(server.server().uri()).hasScheme("https");
      for (Version version : Version.values()) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(URI.create(server.server().uri() + "/health/live"))
                    .version(version)
                    .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(version);
        assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
      }
    }
  }

  @Test
  void filesThatAreNotPemKeepTheServerFromStarting() throws Exception {
    Map<String, String> flags = new HashMap<>(pemFiles(keystore("EC")));
    flags.put("data", directory.resolve("data").toString());
    flags.put("port", "0");
    Files.writeString(Path.of(flags.get("tls-private-key")), "not a key");
    Settings settings = Settings.load(flags, Map.of());
    assertThatThrownBy(() -> CofferServer.start(settings).close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("PEM")
        .hasMessageNotContaining("not a key");
  }

  /** A new key and a certificate for loopback, made by the JDK's keytool. */
  private KeyStore keystore(String algorithm) throws Exception {
    Path file = directory.resolve("keystore.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  private Map<String, String> pemFiles(KeyStore keystore)
      throws GeneralSecurityException, IOException {
    Path certificate = directory.resolve("certificate.pem");
    Path privateKey = directory.resolve("private-key.pem");
    Files.writeString(
        certificate, pem("CERTIFICATE", keystore.getCertificate("server").getEncoded()));
    Files.writeString(
        privateKey,
        pem("PRIVATE KEY", keystore.getKey("server", PASSWORD.toCharArray()).getEncoded()));
    return Map.of(
        "tls-certificate", certificate.toString(), "tls-private-key", privateKey.toString());
  }

  private static String pem(String label, byte[] content) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
  }

  private static SSLContext trusting(KeyStore keystore)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keystore.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
