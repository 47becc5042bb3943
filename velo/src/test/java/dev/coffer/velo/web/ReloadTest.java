package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.LogLines;
import dev.coffer.velo.web.Client.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is saved runs, and what is wrong with it is said. */
class ReloadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo = TestVelo.start(Map.of("backend/still.web.js", module("'still'")));
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  private static String module(String expression) {
    return "import { Permissions, webMethod } from 'wix-web-module';\n"
        + "import { word } from 'backend/word.js';\n"
        + "export const f = webMethod(Permissions.Anyone, () => "
        + expression
        + ");\n";
  }

  private static Reply awaited(String file, Predicate<Reply> wanted) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    Reply reply = velo.anonymous().call(file, "f", "[]");
    while (!wanted.test(reply) && Instant.now().isBefore(end)) {
      Thread.sleep(50);
      reply = velo.anonymous().call(file, "f", "[]");
    }
    return reply;
  }

  private static Predicate<Reply> body(String body) {
    return reply -> reply.body().equals(body);
  }

  @Test
  void aSavedFileRunsWithoutARestartAndSoDoesWhatImportsIt() throws InterruptedException {
    String file = "backend/changing.web.js";
    velo.save("backend/word.js", "export const word = 'first';\n");
    velo.save(file, module("word"));
    assertThat(awaited(file, body("{\"result\":\"first\"}")).body())
        .isEqualTo("{\"result\":\"first\"}");
    velo.save("backend/word.js", "export const word = 'second';\n");
    assertThat(awaited(file, body("{\"result\":\"second\"}")).body())
        .isEqualTo("{\"result\":\"second\"}");
  }

  @Test
  void anErrorInASavedFileIsLoggedWithItsPlaceAndHarmsNoOther() throws InterruptedException {
    String file = "backend/wrong.web.js";
    velo.save("backend/word.js", "export const word = 'word';\n");
    try (LogLines log = LogLines.begin()) {
      velo.save(file, "export const ok = 1;\nexport const = 2;\n");
      Reply reply = awaited(file, answer -> answer.status() == 500);
      assertThat(reply.json().path("message").asText()).contains("could not be loaded");
      assertThat(log.text())
          .contains("backend/wrong.web.js could not be loaded: SyntaxError", "wrong.web.js:2:");
    }
    velo.save(file, module("'mended'"));
    assertThat(awaited(file, body("{\"result\":\"mended\"}")).status()).isEqualTo(200);
  }

  @Test
  void noCodeIsCalledByThePermissionsOfTheCodeBefore() throws InterruptedException {
    String file = "backend/closing.web.js";
    velo.save(file, module("'for all'"));
    assertThat(awaited(file, body("{\"result\":\"for all\"}")).status()).isEqualTo(200);
    velo.save(file, module("'for admins'").replace("Permissions.Anyone", "Permissions.Admin"));
    velo.save(
        "backend/slow.js", // What comes after it is loaded a second later.
        "const end = Date.now() + 1_000; while (Date.now() < end) { /* nothing */ }\n");

    Reply reply = awaited(file, each -> each.status() == 403 || each.body().contains("for admins"));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).doesNotContain("for admins");
  }

  @Test
  void whatASavedFileSaysAtItsTopIsLoggedWithItsPlace() throws InterruptedException {
    try (LogLines log = LogLines.begin()) {
      velo.save("backend/talks.js", "\nconsole.warn('from the', 'top');\nexport const f = 1;\n");
      velo.save("backend/uses-talks.js", "import './talks';\nexport const g = 1;\n");
      Instant end = Instant.now().plus(PATIENCE);
      while (!log.text().contains("from the top") && Instant.now().isBefore(end)) {
        Thread.sleep(50);
      }
      assertThat(log.text()).contains("WARN backend/talks.js:2 from the top");
    }
  }

  @Test
  void permissionsThatCannotBeUnderstoodCloseAllJswFunctions() throws InterruptedException {
    String file = "backend/old.jsw";
    velo.save(file, "export function f() { return 'old'; }\n");
    assertThat(awaited(file, body("{\"result\":\"old\"}")).status()).isEqualTo(200);
    try (LogLines log = LogLines.begin()) {
      velo.save("backend/permissions.json", "{\"web-methods\": ");
      assertThat(awaited(file, reply -> reply.status() == 403).status()).isEqualTo(403);
      assertThat(log.text()).contains("backend/permissions.json:1:", "this is not JSON");
    }
    velo.save("backend/permissions.json", "{\"web-methods\": {}}");
    assertThat(awaited(file, reply -> reply.status() == 200).status()).isEqualTo(200);
  }
}
