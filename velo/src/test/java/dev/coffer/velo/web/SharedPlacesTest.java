package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.velo.web.Client.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One visitor calls what waits for long, and others are answered. */
class SharedPlacesTest {
  private static final int SHARE = 3;
  private static final int REFUSED = 4;

  private static final Map<String, String> SITE =
      Map.of(
          "velo.properties",
          "calls-at-once = " + SHARE,
          "backend/slow.js",
          """
          import { getSecret } from 'wix-secrets-backend';
          export async function untilThereIsASecret() {
            for (;;) {
              try {
                return await getSecret('go');
              } catch {
                await new Promise((done) => setTimeout(done, 100));
              }
            }
          }
          """,
          "backend/a.web.js",
          """
          import { Permissions, webMethod } from 'wix-web-module';
          import { untilThereIsASecret } from 'backend/slow.js';
          export const slow = webMethod(Permissions.Anyone, async () => {
            await untilThereIsASecret();
            return 'waited';
          });
          export const quick = webMethod(Permissions.Anyone, () => 'at once');
          """,
          "backend/http-functions.js",
          """
          import { ok } from 'wix-http-functions';
          import { untilThereIsASecret } from 'backend/slow.js';
          export async function get_slow() {
            await untilThereIsASecret();
            return ok({ body: 'waited' });
          }
          """);

  private static Reply call(Client client, String way) {
    return way.equals("web method")
        ? client.call("backend/a.web.js", "slow", "[]")
        : client.get("/_functions/slow");
  }

  @ParameterizedTest
  @ValueSource(strings = {"web method", "HTTP function"})
  void callsThatWaitForLongTakeTheShareOfTheirVisitorAlone(String way) throws Exception {
    try (TestVelo velo = TestVelo.start(SITE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Client greedy = Client.at("127.0.0.2", velo.address());
      ExecutorCompletionService<Reply> calls = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < SHARE + REFUSED; i++) {
        calls.submit(() -> call(greedy, way));
      }
      List<Reply> refused = new ArrayList<>();
      for (int i = 0; i < REFUSED; i++) {
        refused.add(calls.take().get());
      }

      assertThat(refused)
          .allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isEqualTo("1");
            assertThat(reply.code()).isEqualTo("UNAVAILABLE");
          });
      assertThat(velo.anonymous().call("backend/a.web.js", "quick", "[]").body())
          .isEqualTo("{\"result\":\"at once\"}");

      velo.createSecret("go", "a value that is long enough");
      for (int i = 0; i < SHARE; i++) {
        Reply reply = calls.poll(2, TimeUnit.MINUTES).get();
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("waited");
      }
      assertThat(greedy.call("backend/a.web.js", "quick", "[]").status()).isEqualTo(200);
    }
  }

  @Test
  void whoMayNotCallIsToldSoAtOnceWhateverRuns() throws Exception {
    try (TestVelo velo = TestVelo.start(SITE);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Client greedy = Client.at("127.0.0.2", velo.address());
      ExecutorCompletionService<Reply> calls = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < SHARE + 1; i++) {
        calls.submit(() -> call(greedy, "web method"));
      }
      assertThat(calls.take().get().status()).isEqualTo(503);
      assertThat(greedy.call("backend/a.web.js", "nothing", "[]").status()).isEqualTo(404);
      assertThat(greedy.get("/_functions/nothing").status()).isEqualTo(404);
      velo.createSecret("go", "a value that is long enough");
      for (int i = 0; i < SHARE; i++) {
        assertThat(calls.take().get().status()).isEqualTo(200);
      }
    }
  }
}
