package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.access.Role;
import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.Browser;
import dev.coffer.server.testing.Browser.Answer;
import dev.coffer.server.testing.People;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestSite;
import dev.coffer.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx in front, with TLS, at a path, as docs/operations.md has it. */
class BehindNginxTest {
  private static final String EMAIL = "owner@example.com";

  @TempDir Path directory;

  private Optional<TestServer> server = Optional.empty();
  private Optional<Process> nginx = Optional.empty();
  private URI uri = URI.create("");

  @BeforeEach
  void start() throws Exception {
    Optional<Path> program =
        Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(
        program.isPresent(), "no proxy is put in front of the server: there is no nginx");
    Certificates certificates = Certificates.madeFor("dns:localhost,ip:127.0.0.1", directory);
    int port = freePort();
    uri = URI.create("https://localhost:" + port);
    TestServer started =
        TestServer.start(
            Backend.SQLITE,
            Map.of(
                "log-level", "error",
                "public-url", uri + "/coffer",
                "trusted-proxies", "127.0.0.1",
                "client-address-header", "X-Forwarded-For"));
    server = Optional.of(started);
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"),
            // The user is for root alone, whose workers could not write to the test's directory.
            """
            %1$s
            daemon off;
            worker_processes 1;
            pid %2$s/nginx.pid;
            events {}
            http {
              access_log off;
              client_body_temp_path %2$s/body;
              proxy_temp_path %2$s/proxy;
              fastcgi_temp_path %2$s/fastcgi;
              uwsgi_temp_path %2$s/uwsgi;
              scgi_temp_path %2$s/scgi;
              server {
                listen 127.0.0.1:%3$d ssl;
                ssl_certificate %4$s;
                ssl_certificate_key %5$s;
                location /coffer/ {
                  proxy_pass http://127.0.0.1:%6$d/;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host $host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                }
              }
            }
            """
                .formatted(
                    System.getProperty("user.name").equals("root") ? "user root;" : "",
                    directory,
                    port,
                    certificates.certificate(),
                    certificates.privateKey(),
                    started.uri().getPort()));
    Process process =
        new ProcessBuilder(
                program.orElseThrow().toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    nginx = Optional.of(process);
    await(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await(Process process, int port) throws Exception {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new AssertionError(
              "nginx ended: " + Files.readString(directory.resolve("output")), e);
        }
        Thread.sleep(50);
      }
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (nginx.isPresent()) {
      nginx.get().destroy();
      nginx.get().waitFor();
    }
    server.ifPresent(TestServer::close);
  }

  /** Connects from another address of this machine than the proxy does. */
  private Browser browserAt(String address) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var certificate = Files.newInputStream(directory.resolve("certificate.pem"))) {
      store.setCertificateEntry(
          "nginx", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return Browser.at(
        uri,
        HttpClient.newBuilder()
            .sslContext(tls)
            .localAddress(InetAddress.ofLiteral(address))
            .build());
  }

  @Test
  void peopleLogInAndUseThePagesUnderThePath() throws Exception {
    TestSite site = People.siteOf(server.orElseThrow(), EMAIL);
    String secret = site.created("API_TOKEN", "value-marker");
    Browser owner = browserAt("127.0.0.2").withoutScripts();
    String coffer = "/coffer";

    assertThat(owner.get(coffer + "/dashboard").location())
        .isEqualTo("/coffer/dashboard/log-in?next=%2Fdashboard");
    Answer in =
        owner.post(coffer + "/dashboard/log-in", "email", EMAIL, "password", People.PASSWORD);
    assertThat(in.location()).isEqualTo("/coffer/dashboard");
    assertThat(in.setCookie("__Secure-coffer-session")).contains("Secure").contains("/coffer");

    String path = coffer + People.path(site.id());
    assertThat(owner.get(coffer + "/dashboard").location()).isEqualTo(path + "/secrets");
    String list = owner.get(path + "/secrets").body();
    assertThat(list).contains("API_TOKEN").contains("action=\"" + path + "/secrets\"");
    String asset = list.replaceAll("(?s).*href=\"(/coffer/[^\"]*coffer\\.css)\".*", "$1");
    assertThat(owner.download(asset, "identity").statusCode()).isEqualTo(200);

    Answer value = owner.post(path + "/secrets/" + secret + "/value");
    assertThat(value.body()).contains("value-marker").contains(uri + "/coffer/api/v1/secrets/");
    Answer invited =
        owner.post(path + "/invitations", "role", Role.ADMIN.name(), "note", "for a test");
    assertThat(invited.body()).contains(uri + "/coffer/dashboard/invitation/");

    Answer account = owner.get(coffer + "/dashboard/account");
    assertThat(account.body()).contains(">127.0.0.2</td>").doesNotContain(">127.0.0.1</td>");
  }

  @Test
  void aClientCannotPretendToComeFromElsewhere() throws Exception {
    People.siteOf(server.orElseThrow(), EMAIL);
    Browser owner = browserAt("127.0.0.2");
    String form = Browser.form("email", EMAIL, "password", People.PASSWORD);
    owner.send(
        "POST",
        "/coffer/dashboard/log-in",
        Optional.of(form),
        Map.of("Origin", uri.toString(), "X-Forwarded-For", "192.0.2.7, 127.0.0.1"));
    assertThat(owner.get("/coffer/dashboard/account").body())
        .contains(">127.0.0.2</td>")
        .doesNotContain("192.0.2.7");
  }
}
