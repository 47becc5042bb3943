package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Shell.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal is asked which site is meant, once the default one is gone. */
final class SiteOptionTest {
  @TempDir private Path directory;
  private LiveServer server;

  @BeforeEach
  void startServerWithoutItsDefaultSite() {
    server = LiveServer.on(directory.resolve("data"));
    server.shell().run("site", "create", "blog").mustSucceed();
    server.shell().run("site", "create", "shop").mustSucceed();
    server.shell().run("site", "delete", "default", "--yes").mustSucceed();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private Outcome answered(String answer) {
    return server.shell().atATerminal().input(answer).run("key", "list");
  }

  @Test
  void theSiteOfTheTypedNumberIsMeant() {
    Outcome outcome = answered("2\n");

    outcome.mustSucceed();
    assertThat(outcome.err())
        .isEqualTo(
            """
            The default site is gone. Which one is meant?
              1  blog
              2  shop
            Type its number to go on: The site shop has no API keys.
            """);
  }

  @Test
  void whatIsNoneOfTheNumbersIsRefused() {
    for (String answer : new String[] {"", "\n", "0\n", "3\n", "shop\n", "-1\n", "99999999999\n"}) {
      assertThat(answered(answer).mustEndWith(ExitCode.USAGE).err())
          .contains("coffer: that is not one of them; nothing was done");
    }
  }
}
