package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.testing.LogLines;
import dev.coffer.velo.web.Client.Reply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret's value does not reach a browser, unless its author says so. */
class LeakGuardTest {
  private static final String FILE = "backend/x.web.js";
  private static final String VALUE = "Fm8OfflH6bJOwWjenqAtLurLbkiMNvmhQHZV+118";

  private static final String HOST_KEY = "Qerty-Host-Key-12";

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
      const padded = (code, digits) => code.toString(16).padStart(digits, '0');
      const characters = (value, shown) => [...value].map((c) => shown(c.charCodeAt(0))).join('');
      export const base64url = anyone((value) =>
        btoa(`id:${value}!`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
      export const base64Offset1 = anyone((value) => `see ${btoa(`x${value}`)}.`);
      export const base64Offset2 = anyone((value) => ['see', btoa(`xy${value}z`)]);
      export const hex = anyone((value) => characters(value, (code) => padded(code, 2)));
      export const hexUpper = anyone((value) => `0x${characters(value, (code) => padded(code, 2))}`.toUpperCase());
      export const json = anyone((value) => JSON.stringify({ a: JSON.stringify({ value }) }));
      export const unicode = anyone((value) => characters(value, (code) => `\\\\u${padded(code, 4)}`));
      export const urlTwice = anyone((value) => encodeURIComponent(encodeURIComponent(value)));
      export const everyByte = anyone((value) => characters(value, (code) => `%${padded(code, 2)}`));
      export const deep = anyone((value) => ({ a: [[{ b: { [`x${value}`]: null } }]] }));
      export const rejected = anyone((value) => Promise.reject(value));
      export const rejectedObject = anyone((value) =>
        Promise.reject({ message: 'm', code: 'C', details: { deep: [{ [value]: 1 }] } }));
      export const code = anyone((value) => { throw Object.assign(new Error('bad'), { code: value }); });
      export const inStack = anyone((value) => {
        const functions = { [value]() { throw Object.assign(new Error('bad'), { name: value }); } };
        functions[value]();
      });
      const withPem = (fn) => webMethod(Permissions.Anyone, async () => fn(await getSecret('pem')));
      export const pemThrown = withPem((value) => { throw new Error(`cannot sign with ${value}`); });
      export const pemSaid = withPem((value) => {
        console.log('with', value);
        console.error(new Error(`bad: ${value}`));
        console.info({ value, list: [{ value }] }, JSON.stringify({ value }));
        console.warn('%s and %o', value, [value]);
      });
      const withHost = (fn) => webMethod(Permissions.Anyone, async () => fn(await getSecret('host_key')));
      export const inHost = withHost((value) => fetch(`http://${value}.example/`));
      export const inHostSaid = withHost(async (value) => {
        try {
          await fetch(`http://api.${value}/`);
        } catch (error) {
          console.log(error.message, error.details);
          return [error.message, error.details];
        }
      });
      export const inHostInBase64 = withHost((value) =>
        fetch(`http://${btoa(value).replaceAll('=', '')}.example/`));
      export const lowerCase = anyone((value) => value.toLowerCase());
      export const upperCase = anyone((value) => `KEY=${value.toUpperCase()}`);
      export const buffer = anyone((value) => Buffer.from(value));
      export const typedArray = anyone((value) => ({ bytes: new TextEncoder().encode(`k=${value}`) }));
      export const codes = anyone((value) => [...value].map((c) => c.charCodeAt(0)));
      export const listed = anyone((value) => `${new TextEncoder().encode(value)}`);
      export const bufferInError = anyone((value) => {
        throw Object.assign(new Error('bad'), { details: { key: Buffer.from(value) } });
      });
      export const bytesSaid = anyone((value) => {
        console.log(Buffer.from(value));
        console.log(new TextEncoder().encode(value));
        console.log(JSON.stringify(new TextEncoder().encode(value)));
        console.log('%s', [...value].map((c) => c.charCodeAt(0)));
      });
      export const pemOneLine = withPem((value) => value.replaceAll('\\n', ''));
      export const pemInBase64 = withPem((value) => btoa(JSON.stringify({ value })));
      """;

  private static final String PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2
      OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r
      -----END PRIVATE KEY-----
      """;

  /** A module with a variable that calls of several functions share, where they share a realm. */
  private static final String KEPT =
      """
      import { getSecret } from 'wix-secrets-backend';
      let kept = 'nothing';
      export async function keep() {
        await new Promise((done) => { setTimeout(done, 20); });
        kept = await getSecret('s3_secret_key');
        return 'kept';
      }
      export const taken = () => kept;
      """;

  private static final String KEEPING =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import * as admin from 'backend/admin.js';
      import * as visitors from 'backend/visitors.js';
      export const keep = webMethod(Permissions.Anyone, visitors.keep);
      export const taken = webMethod(Permissions.Anyone, visitors.taken);
      export const takenFromAdmin = webMethod(Permissions.Anyone, admin.taken);
      export const saidFromAdmin = webMethod(Permissions.Anyone, () => { console.log(admin.taken()); });
      export const thrownFromAdmin = webMethod(Permissions.Anyone, () => { throw new Error(admin.taken()); });
      """;

  private static final String LISTS =
      """
      import { Permissions, webMethod } from 'wix-web-module';
      import { listSecretInfo } from 'wix-secrets-backend';
      import wixSecretsBackend from 'wix-secrets-backend';
      import { secrets } from 'wix-secrets-backend.v2';
      import { secrets as sdk } from '@wix/secrets';
      import { elevate } from 'wix-auth';
      import { auth } from '@wix/essentials';
      import { names } from 'backend/names.js';
      const anyone = (list) => webMethod(Permissions.Anyone, async () => list());
      export const plain = anyone(() => listSecretInfo());
      export const byDefault = anyone(() => wixSecretsBackend.listSecretInfo());
      export const elsewhere = anyone(() => names());
      export const nested = anyone(() => plain());
      export const ofAdmins = webMethod(Permissions.Admin, () => listSecretInfo());
      export const throughAdmins = anyone(() => ofAdmins());
      export const elevated = anyone(() => elevate(secrets.listSecretInfo)());
      export const elevatedAround = anyone(() => elevate(() => listSecretInfo())());
      export const ofEssentials = anyone(() => auth.elevate(sdk.listSecretInfo)());
      export const later = anyone(() => new Promise((resolve, reject) => {
        setTimeout(() => listSecretInfo().then(resolve, reject), 1);
      }));
      """;

  private static final String HTTP_FUNCTIONS =
      """
      import { getSecret } from 'wix-secrets-backend';
      import { listSecretInfo } from 'wix-secrets-backend';
      import { ok, response } from 'wix-http-functions';
      export async function get_body() {
        return ok({ body: { key: await getSecret('s3_secret_key') } });
      }
      export async function get_header() {
        return ok({ headers: { 'x-key': await getSecret('s3_secret_key') }, body: 'x' });
      }
      const withValue = (answer) => async () => answer(await getSecret('s3_secret_key'));
      export const get_cookie = withValue((value) => ok({ headers: { 'Set-Cookie': `k=${encodeURIComponent(value)}; Path=/` } }));
      export const get_basic = withValue((value) => ok({ headers: { 'X-Auth': `Basic ${btoa(`me:${value}`)}` } }));
      export const get_redirect = withValue((value) =>
        response({ status: 302, headers: { Location: `https://a.example/?key=${encodeURIComponent(value)}` } }));
      export const get_binary = withValue((value) => {
        const bytes = new Uint8Array(value.length + 4).fill(255);
        bytes.set([...value].map((c) => c.charCodeAt(0)), 2);
        return ok({ headers: { 'Content-Type': 'application/octet-stream' }, body: bytes });
      });
      export const get_escaped = withValue((value) => ok({
        body: `{"k":"${[...value].map((c) => `\\\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"}` }));
      export const get_html = withValue((value) =>
        ok({ headers: { 'Content-Type': 'text/html' }, body: `<a href="/?k=${encodeURIComponent(value)}">x</a>` }));
      export const get_buffer = withValue((value) => ok({ body: Buffer.from(value) }));
      export const get_bufferInJson = withValue((value) => ok({ body: { key: Buffer.from(value) } }));
      export const get_typedArray = withValue((value) => ok({ body: { key: new TextEncoder().encode(value) } }));
      export const get_numbersInHeader = withValue((value) =>
        ok({ headers: { 'X-Bytes': String(new TextEncoder().encode(value)) }, body: 'x' }));
      export const get_pin = async () => ok({ body: { pin: await getSecret('pin') } });
      export const get_pinAlone = async () => ok({ body: await getSecret('pin') });
      export const get_thrown = withValue((value) => { throw new Error(`bad ${value}`); });
      export const get_list = async () => ok({ body: await listSecretInfo() });
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
                "backend/visitors.js",
                KEPT,
                "backend/admin.js",
                KEPT,
                "backend/keeping.web.js",
                KEEPING,
                "backend/names.js",
                """
                import * as s from 'wix-secrets-backend';
                export const names = () => s.listSecretInfo();
                """,
                "backend/lists.web.js",
                LISTS,
                "velo.properties",
                """
                leak-guard.backend/x.web.js/warned = warn
                leak-guard.backend/x.web.js/unguarded = off
                """));
    velo.createSecret("s3_secret_key", VALUE);
    velo.createSecret("pem", PEM);
    velo.createSecret("pin", "1234");
    velo.createSecret("host_key", HOST_KEY);
  }

  @AfterAll
  static void stop() {
    velo.close();
  }

  private static Reply call(String function) {
    return velo.anonymous().call(FILE, function, "[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "itself",
        "inside",
        "asKey",
        "base64",
        "url",
        "thrown",
        "detailed",
        "base64url",
        "base64Offset1",
        "base64Offset2",
        "hex",
        "hexUpper",
        "json",
        "unicode",
        "urlTwice",
        "everyByte",
        "deep",
        "rejected",
        "rejectedObject",
        "code",
        "lowerCase",
        "upperCase",
        "buffer",
        "typedArray",
        "codes",
        "listed",
        "bufferInError"
      })
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
  @ValueSource(strings = {"inHost", "inHostSaid", "inHostInBase64"})
  void aFetchThatIsRefusedDoesNotRepeatTheValueThatStandsInItsHost(String function) {
    try (LogLines log = LogLines.begin()) {
      Reply reply = call(function);
      assertThat(reply.body() + log.text())
          .contains("‹secret host_key›", "https only")
          .doesNotContain("SECRET_LEAK")
          .doesNotContainIgnoringCase(HOST_KEY)
          .doesNotContainIgnoringCase("UWVydHktSG9zdC1LZXktMTI");
    }
  }

  @Test
  void whatTheCodeSaysOfBytesIsMaskedToo() {
    try (LogLines log = LogLines.begin()) {
      assertThat(call("bytesSaid").status()).isEqualTo(200);
      assertThat(log.text().split("‹secret s3_secret_key›", -1)).as("with masks").hasSize(5);
      assertThat(log.text()).doesNotContain("70, 109", "46 6d", "70,109", ":109");
    }
  }

  @Test
  void theLogMasksWhatStandsInNamesAndStacks() {
    try (LogLines log = LogLines.begin()) {
      Reply reply = call("inStack");
      assertThat(reply.code()).isEqualTo("WEB_METHOD_FAILED");
      assertThat(reply.body()).doesNotContain(VALUE);
      assertThat(log.text())
          .contains(
              "threw ‹secret s3_secret_key›: bad",
              "at Object.‹secret s3_secret_key› backend/x.web.js")
          .doesNotContain(VALUE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pemThrown", "pemSaid", "pemOneLine", "pemInBase64"})
  void noLineOfAKeyOfSeveralLinesReachesTheLogOrTheBrowser(String function) {
    try (LogLines log = LogLines.begin()) {
      Reply reply = call(function);
      assertThat(reply.body() + log.text())
          .contains("secret pem")
          .doesNotContain("MIGHAgEAMBMG", "OF/2NxApJCzG", "BEGIN PRIVATE");
    }
  }

  @Test
  void aValueThatACallLeftInAVariableIsHeldBackFromEveryLaterOne() {
    inParallel(64, i -> velo.anonymous().call("backend/keeping.web.js", "keep", "[]"));
    List<Reply> taken =
        inParallel(200, i -> velo.anonymous().call("backend/keeping.web.js", "taken", "[]"));

    assertThat(taken)
        .allSatisfy(reply ->
            assertThat(reply.body())
                .doesNotContain(VALUE)
                .containsAnyOf("{\"result\":\"nothing\"}", "SECRET_LEAK"))
        .as("those that saw the variable")
        .anySatisfy(reply -> assertThat(reply.code()).isEqualTo("SECRET_LEAK"));
  }

  @Test
  void aValueThatFunctionalTestingLeftInAVariableIsHeldBackFromVisitors() {
    try (LogLines log = LogLines.begin()) {
      Client owner = velo.owner();
      String token = owner.get("/_functional-testing").csrfToken();
      inParallel(
          16,
          i ->
              owner.form(
                  "/_functional-testing/run",
                  "form-token",
                  token,
                  "file",
                  "backend/admin.js",
                  "function",
                  "keep",
                  "parameters",
                  "{}"));
      List<String> functions = List.of("takenFromAdmin", "saidFromAdmin", "thrownFromAdmin");
      List<Reply> replies =
          inParallel(
              120,
              i ->
                  velo.anonymous()
                      .call("backend/keeping.web.js", functions.get(i % functions.size()), "[]"));

      assertThat(replies)
          .allSatisfy(reply -> assertThat(reply.body()).doesNotContain(VALUE))
          .anySatisfy(reply -> assertThat(reply.body()).contains("SECRET_LEAK"));
      assertThat(log.text())
          .contains("‹secret s3_secret_key›", "threw Error: ‹secret s3_secret_key›")
          .doesNotContain(VALUE);
    }
  }

  private static List<Reply> inParallel(int times, IntFunction<Reply> request) {
    List<Future<Reply>> replies;
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      replies =
          IntStream.range(0, times).mapToObj(i -> threads.submit(() -> request.apply(i))).toList();
    }
    return replies.stream().map(Future::resultNow).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "byDefault",
        "elsewhere",
        "nested",
        "throughAdmins",
        "elevated",
        "elevatedAround",
        "ofEssentials",
        "later"
      })
  void noVisitorReachesTheListOfSecretsByWhateverWay(String function) {
    Reply reply = velo.anonymous().call("backend/lists.web.js", function, "[]");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(reply.body())
        .contains("listSecretInfo() is refused")
        .doesNotContain("s3_secret_key");
    assertThat(velo.owner().call("backend/lists.web.js", function, "[]").body())
        .contains("s3_secret_key");
  }

  @Test
  void noHttpFunctionReachesTheListOfSecrets() {
    Reply reply = velo.owner().get("/_functions/list");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).doesNotContain("s3_secret_key");
  }

  @Test
  void whatAnHttpFunctionThrowsIsMaskedInTheLog() {
    try (LogLines log = LogLines.begin()) {
      assertThat(velo.anonymous().get("/_functions/thrown").code()).isEqualTo("INTERNAL");
      assertThat(log.text())
          .contains("threw Error: bad ‹secret s3_secret_key›")
          .doesNotContain(VALUE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body",
        "header",
        "cookie",
        "basic",
        "redirect",
        "binary",
        "escaped",
        "html",
        "buffer",
        "bufferInJson",
        "typedArray",
        "numbersInHeader",
        "pin",
        "pinAlone"
      })
  void theAnswerOfAnHttpFunctionIsGuardedToo(String function) {
    Reply reply = velo.anonymous().get("/_functions/" + function);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.code()).isEqualTo("SECRET_LEAK");
    assertThat(reply.header("x-key") + reply.header("Location") + reply.header("Set-Cookie"))
        .isEmpty();
    assertThat(velo.anonymous().get("/_functions/fine").json().path("length").asInt())
        .isEqualTo(VALUE.length());
  }
}
