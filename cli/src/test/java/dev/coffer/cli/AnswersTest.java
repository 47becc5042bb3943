package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands make of answers that are seldom given. */
final class AnswersTest {
  @TempDir private Path directory;

  @Test
  void aRevokedKeyIsWorthNothing() throws IOException {
    try (LiveServer server = LiveServer.withMembersArea(directory)) {
      Shell shell = server.shell();
      String key = shell.run("key", "create", "gone", "--allow", "list").mustSucceed().captured();
      Shell holder = shell.variable("COFFER_KEY", key);
      holder.run("secret", "list").mustSucceed();
      String id =
          new JsonMapper()
              .readTree(shell.run("key", "list", "--json").mustSucceed().out())
              .at("/apiKeys/0/id")
              .asText();

      Outcome revoked = shell.run("key", "revoke", id).mustSucceed();

      assertThat(revoked.err()).isEqualTo("Revoked the API key " + id + ".\n");
      holder.run("secret", "list").mustEndWith(ExitCode.NOT_ALLOWED);
    }
  }

  @Test
  void whoFailsTooOftenIsToldWhenToComeBack() {
    try (LiveServer server = LiveServer.on(directory)) {
      Shell stranger = server.shell().variable("COFFER_KEY", "coffer_" + "0".repeat(49));
      Outcome outcome = stranger.run("secret", "list");
      for (int attempt = 1; attempt < 100 && outcome.exitCode() != 1; attempt++) {
        outcome.mustEndWith(ExitCode.NOT_ALLOWED);
        outcome = stranger.run("secret", "list");
      }

      assertThat(outcome.mustEndWith(ExitCode.FAILED).err())
          .matches("coffer: too many requests .*; try again in [0-9]+ seconds\n");
    }
  }

  @Test
  void anAnswerThatIsNotCoffersIsNotTakenForOne() throws IOException {
    for (String body : new String[] {"<html>It works!</html>", "", "[]", "{\"error\":\"gone\"}"}) {
      for (int status : new int[] {200, 302, 404, 500}) {
        if (status == 200 && body.startsWith("{")) {
          continue; // An object is as much as can be asked of a success.
        }
        Outcome outcome = askStranger(status, body).mustEndWith(ExitCode.NO_SERVER);

        assertThat(outcome.err())
            .matches("coffer: what answered at http\\S+ is not a Coffer server \\(status .*\n");
        assertThat(outcome.out()).isEmpty();
      }
    }
  }

  @Test
  void aSuccessWithoutTheValueThatWasAskedForIsNotAnEmptyValue() throws IOException {
    Outcome outcome = askStranger(200, "{\"secrets\":[]}").mustEndWith(ExitCode.NO_SERVER);

    assertThat(outcome.err()).contains("is not a Coffer server");
  }

  private Outcome askStranger(int status, String body) throws IOException {
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stranger.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    stranger.start();
    try {
      return new Shell()
          .variable("COFFER_URL", "http://127.0.0.1:" + stranger.getAddress().getPort())
          .variable("COFFER_KEY", "coffer_x")
          .run("secret", "get", "name");
    } finally {
      stranger.stop(0);
    }
  }
}
