package dev.coffer.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.config.StartupException;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.StandardError;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS from PEM files, and both versions of HTTP over it. */
class TlsTest {
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  private static Path directory;
  private static KeyStore keys;

  @BeforeAll
  static void makeCertificates() throws Exception {
    directory = TestServer.temporaryDirectory();
    Path store = directory.resolve("store.p12");
    keytool(
        store,
        "-genkeypair",
        "-alias",
        "rsa",
        "-keyalg",
        "RSA",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1");
    keytool(
        store,
        "-genkeypair",
        "-alias",
        "ec",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1");
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD);
    }
    for (String alias : new String[] {"rsa", "ec"}) {
      writePem(certificate(alias), "CERTIFICATE", keys.getCertificate(alias).getEncoded());
      PrivateKey key = (PrivateKey) keys.getKey(alias, STORE_PASSWORD);
      writePem(privateKey(alias), "PRIVATE KEY", key.getEncoded());
    }
    Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
    Files.writeString(
        directory.resolve("broken.pem"),
        "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n");
  }

  @AfterAll
  static void removeCertificates() {
    TestServer.deleteTree(directory);
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(
        List.of(
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            "changeit",
            "-validity",
            "2"));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
  }

  private static void writePem(Path file, String type, byte[] content) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(content)));
  }

  private static Path certificate(String alias) {
    return directory.resolve(alias + "-certificate.pem");
  }

  private static Path privateKey(String alias) {
    return directory.resolve(alias + "-key.pem");
  }

  private static TestServer start(String alias) {
    return TestServer.start(
        Backend.SQLITE,
        Map.of(
            "log-level", "warn",
            "tls-certificate", certificate(alias).toString(),
            "tls-private-key", privateKey(alias).toString()));
  }

  private static HttpClient client(String alias, Version version) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    Certificate certificate = keys.getCertificate(alias);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(version).build();
  }

  @ParameterizedTest
  @CsvSource({"rsa, HTTP_1_1", "rsa, HTTP_2", "ec, HTTP_1_1", "ec, HTTP_2"})
  void theSecretsApiWorksOverTls(String alias, Version version) throws Exception {
    try (TestServer server = start(alias);
        HttpClient client = client(alias, version)) {
      assertThat(server.server().uri()).hasScheme("https");
      String site = "/admin/v1/sites/";
      HttpResponse<String> sites = send(client, server, "GET", site, "");
      assertThat(sites.version()).isEqualTo(Version.HTTP_1_1); // Whatever it has asked for.
      assertThat(sites.statusCode()).as("the trailing slash is another route").isEqualTo(404);
      assertThat(sites.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(sites.headers().firstValue("X-Wix-Request-Id")).isPresent();
      String id =
          send(client, server, "GET", "/admin/v1/sites", "")
              .body()
              .replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
      String owner =
          "{\"owner\":{\"email\":\"me@example.com\",\"password\":\"a long enough password\"}}";
      assertThat(send(client, server, "POST", site + id + "/members-area", owner).statusCode())
          .isEqualTo(200);
      String secret = "{\"secret\":{\"name\":\"n\",\"value\":\"" + "é".repeat(30_000) + "\"}}";
      HttpResponse<String> created = send(client, server, "POST", "/api/v1/secrets", secret);
      assertThat(created.statusCode()).isEqualTo(200);
      assertThat(send(client, server, "GET", "/api/v1/secrets/name/n", "").body())
          .isEqualTo("{\"value\":\"" + "é".repeat(30_000) + "\"}");
      String secretId = created.body().replaceFirst(".*\"id\":\"([^\"]*)\".*", "$1");
      String path = "/api/v1/secrets/" + secretId;
      String change = "{\"secret\":{\"value\":\"w\"}}";
      assertThat(send(client, server, "PATCH", path, change).statusCode()).isEqualTo(200);
      assertThat(send(client, server, "DELETE", path, "").statusCode()).isEqualTo(200);
      assertThat(send(client, server, "GET", "/api/v1/secrets", "").body())
          .isEqualTo("{\"secrets\":[]}");
    }
  }

  /** The prefix binds a cookie to this server; see RFC 6265bis, 4.1.3. */
  @Test
  void cookiesOfTheDashboardNeverLeaveTls() throws Exception {
    try (StandardError error = StandardError.capture();
        TestServer server = start("rsa");
        HttpClient client = client("rsa", Version.HTTP_1_1)) {
      Browser browser = Browser.at(server, client);
      String link = error.text().replaceAll("(?s).*https://[^/]+(/dashboard/set-up/\\S+).*", "$1");
      Answer followed = browser.get(link);
      assertBoundToTls(followed, "__Host-coffer-link");
      Answer entered =
          browser.post(
              "/dashboard/set-up", "email", "owner@example.com", "password", People.PASSWORD);
      assertThat(entered.status()).as(entered.text()).isEqualTo(303);
      assertBoundToTls(
          entered,
          "__Host-coffer-session",
          "__Host-coffer-device",
          "__Host-coffer-notice",
          "__Host-coffer-link");
      Answer page = browser.get(entered.location() + "/secrets");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Strict-Transport-Security")).isPresent();
      Answer key =
          browser.post(entered.location() + "/keys", "name", "k", "permission", "SECRET_READ");
      assertThat(key.text()).contains(server.server().uri() + "/api/v1/secrets/name/");
      assertBoundToTls(
          browser.post("/dashboard/log-out"), "__Host-coffer-session", "__Host-coffer-notice");
      assertThat(browser.cookies()).doesNotContainKey("__Host-coffer-session");
    }
  }

  private static void assertBoundToTls(Answer answer, String... names) {
    assertThat(answer.setCookies()).hasSize(names.length);
    for (String name : names) {
      assertThat(answer.setCookie(name))
          .as("the cookie %s", name)
          .contains("; Secure", "; HttpOnly", "; Path=/", "; SameSite=")
          .doesNotContain("Domain");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedInWordsOverTlsToo() throws Exception {
    try (TestServer server = start("rsa");
        HttpClient client = client("rsa", Version.HTTP_1_1)) {
      HttpResponse<String> answer =
          send(client, server, "POST", "/api/v1/secrets", " ".repeat(409_601));
      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("\"PAYLOAD_TOO_LARGE\"");
      assertThat(send(client, server, "GET", "/health/live", "").statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> send(
      HttpClient client, TestServer server, String method, String path, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.server().uri().resolve(path))
            .header("Authorization", server.operatorKey())
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void whoAsksForHttp2OnPlainHttpIsAnsweredInHttp1() throws Exception {
    try (TestServer server = TestServer.start(Backend.SQLITE, Map.of("log-level", "warn"));
        HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = send(client, server, "GET", "/admin/v1/sites", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "missing.pem, rsa-key.pem, missing or cannot be read",
    "rsa-certificate.pem, missing.pem, missing or cannot be read",
    "nonsense.pem, rsa-key.pem, PEM",
    "rsa-certificate.pem, nonsense.pem, PEM",
    "rsa-certificate.pem, broken.pem, PEM",
    "rsa-key.pem, rsa-certificate.pem, PEM",
    "rsa-certificate.pem, ec-key.pem, do not belong together",
  })
  void filesThatCannotBeUsedStopTheStartInWords(String certificate, String key, String words) {
    Map<String, String> settings =
        Map.of(
            "tls-certificate", directory.resolve(certificate).toString(),
            "tls-private-key", directory.resolve(key).toString());
    assertThatThrownBy(() -> TestServer.start(Backend.SQLITE, settings))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(words)
        .hasNoCause();
  }
}
