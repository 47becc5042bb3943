package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.velo.web.Client.Reply;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret's value does not reach a browser, unless its author says so. */
class LeakGuardTest {
  private static final String FILE = "backend/x.web.js";
  private static final String VALUE = "Fm8OfflH6bJOwWjenqAtLurLbkiMNvmhQHZV+118";

  private static final String MODULE =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import { getSecret } from 'wix-secrets-backend';
      const anyone = (fn) => webMethod(Permissions.Anyone, async () => fn(await getSecret('s3_secret_key')));
      const encoded = (text) => btoa(text);
      export const itself = anyone((value) => value);
      export const inside = anyone((value) => ({ list: [`key=${value};`] }));
      export const asKey = anyone((value) => ({ [value]: 1 }));
      export const base64 = anyone(encoded);
      export const url = anyone(encodeURIComponent);
      export const thrown = anyone((value) => { throw new Error(`bad key ${value}`); });
      export const detailed = anyone((value) => {
        throw Object.assign(new Error('bad'), { code: value, details: { key: value } });
      });
      export const harmless = anyone((value) => value.length);
      export const warned = anyone((value) => value);
      export const unguarded = anyone((value) => value);
      export const said = anyone((value) => { console.log('the key is', value); });
      """;

  private static final String HTTP_FUNCTIONS =
      """
      import { getSecret } from 'wix-secrets-backend';
      import { ok } from 'wix-http-functions';
      export async function get_body() {
        return ok({ body: { key: await getSecret('s3_secret_key') } });
      }
      export async function get_header() {
        return ok({ headers: { 'x-key': await getSecret('s3_secret_key') }, body: 'x' });
      }
      export async function get_fine() {
        return ok({ body: { length: (await getSecret('s3_secret_key')).length } });
      }
      """;

  private static TestVelo velo;

  @BeforeAll
  static void start() {
    velo =
        TestVelo.start(
            Map.of(
                FILE,
                MODULE,
                "backend/http-functions.js",
                HTTP_FUNCTIONS,
                "velo.properties",
                """
                leak-guard.backend/x.web.js/warned = warn
                leak-guard.backend/x.web.js/unguarded = off
                """));
    velo.createSecret("s3_secret_key", VALUE);
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  private static Reply call(String function) {
    return velo.anonymous().call(FILE, function, "[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "inside", "asKey", "base64", "url", "thrown", "detailed"})
  void anAnswerWithTheValueIsHeldBackAndTheDeveloperIsTold(String function) {
    try (LogLines log = LogLines.begin()) {
      Reply reply = call(function);
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.code()).isEqualTo("SECRET_LEAK");
      assertThat(reply.body()).doesNotContain(VALUE, "s3_secret_key");
      assertThat(log.text())
          .contains("LEAK HELD BACK: backend/x.web.js " + function, "the secret s3_secret_key")
          .doesNotContain(VALUE);
    }
  }

  @Test
  void anAnswerWithoutTheValueIsSent() {
    assertThat(call("harmless").body()).isEqualTo("{\"result\":" + VALUE.length() + "}");
  }

  @Test
  void aFunctionThatIsSetToWarnAnswersAndTheDeveloperIsTold() {
    try (LogLines log = LogLines.begin()) {
      assertThat(call("warned").json().path("result").asText()).isEqualTo(VALUE);
      assertThat(log.text())
          .contains("LEAK: backend/x.web.js warned", "s3_secret_key")
          .doesNotContain(VALUE);
    }
  }

  @Test
  void aFunctionThatIsSetToOffAnswersAndNobodyIsTold() {
    try (LogLines log = LogLines.begin()) {
      assertThat(call("unguarded").json().path("result").asText()).isEqualTo(VALUE);
      assertThat(log.text()).doesNotContain("LEAK", VALUE);
    }
  }

  @Test
  void whatTheCodeSaysIsLoggedWithAMaskInPlaceOfTheValue() {
    try (LogLines log = LogLines.begin()) {
      assertThat(call("said").status()).isEqualTo(200);
      assertThat(log.text())
          .contains("backend/x.web.js:17 the key is ‹secret s3_secret_key›")
          .doesNotContain(VALUE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"body", "header"})
  void theAnswerOfAnHttpFunctionIsGuardedToo(String function) {
    Reply reply = velo.anonymous().get("/_functions/" + function);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("SECRET_LEAK");
    assertThat(reply.header("x-key")).isEmpty();
    assertThat(velo.anonymous().get("/_functions/fine").json().path("length").asInt())
        .isEqualTo(VALUE.length());
  }
}
