package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Shell.Outcome;
import dev.coffer.testing.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsTest {
  @TempDir private static Path directory;
  private static Certificates certificates;
  private static LiveServer server;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.madeFor("ip:127.0.0.1,dns:localhost", directory);
    server = serving(certificates, directory.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LiveServer serving(Certificates certificates, Path data) {
    return LiveServer.on(
        data,
        Map.of(
            "tls-certificate", certificates.certificate().toString(),
            "tls-private-key", certificates.privateKey().toString()));
  }

  private static Shell atUrl(LiveServer server) {
    return server.shell().variable("COFFER_URL", server.uri().toString());
  }

  @Test
  void aCommandOnTheSameMachineNeedsNoCertificate() {
    server.shell().run("site", "list").mustSucceed();
  }

  @Test
  void aCertificateThatAnotherUserCouldReplaceIsNotTrusted() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    Path file = Files.copy(certificates.certificate(), open.resolve("cert.pem"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    Outcome outcome =
        atUrl(server)
            .run("site", "list", "--ca-certificate", file.toString())
            .mustEndWith(ExitCode.NOT_ALLOWED);

    assertThat(outcome.err())
        .contains("nothing was sent: " + file + " could be replaced by other users")
        .contains("run 'chmod go-w " + open + "'");
  }

  @Test
  void aCertificateThatIsNamedIsTrusted() {
    String file = certificates.certificate().toString();

    atUrl(server).run("site", "list", "--ca-certificate", file).mustSucceed();
    atUrl(server).variable("COFFER_CA_CERTIFICATE", file).run("site", "list").mustSucceed();
  }

  @Test
  void aFileOfSeveralCertificatesTrustsEach() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    Path both =
        Files.writeString(
            directory.resolve("both.pem"),
            Files.readString(Certificates.madeFor("dns:other.test", other).certificate())
                + Files.readString(certificates.certificate()));

    atUrl(server).run("site", "list", "--ca-certificate", both.toString()).mustSucceed();
  }

  @Test
  void aCertificateThatNobodyNamedIsNotTrusted() {
    Outcome outcome = atUrl(server).run("site", "list").mustEndWith(ExitCode.NO_SERVER);

    assertThat(outcome.err()).contains("is not trusted here; name the certificate");
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    Path home = Files.createDirectory(directory.resolve("elsewhere"));
    Certificates elsewhere = Certificates.madeFor("dns:secrets.test", home);
    try (LiveServer misnamed = serving(elsewhere, home.resolve("data"))) {
      Outcome outcome =
          atUrl(misnamed)
              .run("site", "list", "--ca-certificate", elsewhere.certificate().toString())
              .mustEndWith(ExitCode.NO_SERVER);

      assertThat(outcome.err()).contains("was made for another name; call the server by");
    }
  }

  @Test
  void httpsToAServerOfPlainHttpIsToldApart() {
    try (LiveServer plain = LiveServer.on(directory.resolve("plain"))) {
      Outcome outcome =
          plain
              .shell()
              .run("site", "list", "--url", plain.uri().toString().replace("http:", "https:"))
              .mustEndWith(ExitCode.NO_SERVER);

      assertThat(outcome.err()).contains("does not speak TLS; is it an http address?");
    }
  }

  @Test
  void plainHttpToAServerOfHttpsFails() {
    Outcome outcome =
        server
            .shell()
            .run("site", "list", "--url", server.uri().toString().replace("https:", "http:"))
            .mustEndWith(ExitCode.NO_SERVER);

    assertThat(outcome.err()).contains("coffer: ");
  }
}
