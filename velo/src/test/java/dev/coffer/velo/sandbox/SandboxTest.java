package dev.coffer.velo.sandbox;

import static dev.coffer.velo.sandbox.TestHost.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.sandbox.protocol.StackFrame;
import dev.coffer.velo.sandbox.ExportedFunction.Parameter;
import dev.coffer.velo.site.SiteFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SandboxTest {
  private static final Map<String, String> FILES = new TreeMap<>();
  private static Sandbox sandbox;
  private static List<LoadedFile> loaded;

  private final TestHost host = new TestHost();

  static {
    FILES.put(
        "backend/calls.web.js",
        """
        import { Permissions, webMethod } from 'wix-web-module';
        export const add = webMethod(Permissions.Anyone, (a, b = 2) => a + b);
        export const guarded = webMethod(Permissions.Admin, async ({ name, tags: [first] }, ...rest) =>
          [name, first, rest]);
        export function plain(text) { return text; }
        export default function () { return 'default'; }
        export const notAFunction = 42;
        export function nothing() {}
        export async function throws() { return inner(); }
        function inner() { throw Object.assign(new RangeError('too much'), { code: 'E_MUCH', details: { a: 1 } }); }
        export function throwsText() { throw 'just text'; }
        export function throwsNull() { throw null; }
        export const callsAnother = () => add(1, 1);
        let counter = 0;
        export const count = () => ++counter;
        """);
    FILES.put(
        "backend/imports.js",
        """
        import { name as bare } from 'backend/util';
        import { name as extended } from 'backend/util.js';
        import { name as relative } from './util';
        import { name as up } from '../backend/util.js';
        import { name as shared } from 'public/shared';
        import { add } from 'backend/calls.web';
        import { add as again } from 'backend/calls.web.js';
        import { old } from 'backend/old.jsw';
        import { old as older } from './old';
        import settings from './settings.json';
        import { fromDeep } from './deep/inner';
        export const all = () =>
          [bare, extended, relative, up, shared, add === again, old(), older(), settings.a, fromDeep];
        export const later = async () => (await import('./util')).name;
        """);
    FILES.put("backend/util.js", "export const name = 'util';");
    FILES.put("backend/old.jsw", "export function old() { return 'jsw'; }");
    FILES.put("backend/settings.json", "{\"a\": [1]}");
    FILES.put(
        "backend/deep/inner.js",
        "import { name } from '../util'; export const fromDeep = 'deep ' + name;");
    FILES.put("public/shared.js", "export const name = 'shared';");
    FILES.put(
        "backend/secrets.js",
        """
        import wixSecretsBackend, { getSecret } from 'wix-secrets-backend';
        import { secrets } from 'wix-secrets-backend.v2';
        import { secrets as npm, getSecretValue } from '@wix/secrets';
        import { elevate } from 'wix-auth';
        import { auth } from '@wix/essentials';
        export const old = async () => {
          const list = await wixSecretsBackend.listSecretInfo();
          return {
            same: wixSecretsBackend.getSecret === getSecret,
            created: await wixSecretsBackend.createSecret({ name: 'n', value: 'v' }),
            value: await wixSecretsBackend.getSecret('key'),
            list,
            isDate: list[0].createdDate instanceof Date && list[0].updatedDate.getFullYear() === 2020,
            updated: typeof (await wixSecretsBackend.updateSecret('id-1', { value: 'w' })),
            deleted: typeof (await wixSecretsBackend.deleteSecret('id-1')),
          };
        };
        export const v2 = async () => {
          const list = await elevate(secrets.listSecretInfo)();
          return {
            created: await auth.elevate(secrets.createSecret)({ name: 'n', value: 'v' }),
            value: await elevate(secrets.getSecretValue)('key'),
            npm: await auth.elevate(npm.getSecretValue)('key'),
            named: await auth.elevate(getSecretValue)('key'),
            list,
            isDate: list.secrets[0]._createdDate instanceof Date,
            updated: typeof (await elevate(secrets.updateSecret)('id-1', { name: 'm' })),
            deleted: typeof (await elevate(secrets.deleteSecret)('id-1')),
          };
        };
        export const notElevated = () => secrets.getSecretValue('key');
        export const neverElevated = () => Promise.all(Object.entries(secrets).map(([name, call]) =>
          call('key', {}).catch((e) => [e.code, e.details.applicationError.code, e.message.includes(`secrets.${name})`)])));
        export const missing = () => getSecret('nothing');
        export const caught = () => getSecret('nothing').catch((e) =>
          [e instanceof Error, e.message, e.code, e.details, Object.keys(e)]);
        """);
    FILES.put(
        "backend/fetching.js",
        """
        import wixFetch, { fetch, getJSON } from 'wix-fetch';
        export const whole = async () => {
          const response = await fetch('https://example.com/a', {
            method: 'post', headers: { 'X-A': '1' }, body: 'ä',
          });
          const copy = response.clone();
          return {
            ok: response.ok, status: response.status, statusText: response.statusText, url: response.url,
            redirected: response.redirected, type: response.headers.get('content-type'),
            headers: [...response.headers], json: await response.json(), text: await copy.text(),
            same: wixFetch.fetch === fetch && wixFetch.getJSON === getJSON && globalThis.fetch === fetch,
          };
        };
        export const form = async () => {
          await fetch('https://example.com/', { method: 'POST', body: new URLSearchParams({ a: 'b c' }) });
          return (await (await fetch('https://example.com/')).arrayBuffer()).byteLength;
        };
        export const json = () => getJSON('https://example.com/b', { headers: { Authorization: 'x' } });
        export const missing = () => getJSON('https://example.com/missing');
        export const notOk = async () => (await fetch('https://example.com/missing')).ok;
        """);
    FILES.put(
        "backend/http-functions.js",
        """
        import { ok, created, notFound, badRequest, forbidden, serverError, response } from 'wix-http-functions';
        export async function post_echo(request) {
          return ok({
            headers: { 'Content-Type': 'application/json', 'X-N': 1 },
            body: { json: await request.body.json(), text: await request.body.text(),
              bytes: (await request.body.buffer()).length, path: request.path, query: request.query,
              header: request.headers['x-a'], method: request.method, url: request.url, ip: request.ip },
          });
        }
        export const get_text = () => response({ status: 418, body: 'ä' });
        export const get_all = () => response({ status: 200, body: [created(), notFound(), badRequest(),
          forbidden(), serverError()].map((r) => r.status) });
        export const get_wrong = () => 'text';
        """);
    FILES.put(
        "backend/globals.js",
        """
        export const list = () => ({
          url: new URL('../x y?q=ä#h', 'https://user:pw@Example.com:443/a/b/').href,
          parts: (({ origin, host, port, pathname, search, hash, username }) =>
            [origin, host, port, pathname, search, hash, username])(new URL('http://[::1]:8080/p?a=1&a=2#x')),
          parameters: [...new URL('https://e.com/?a=1&a=b+c%20d').searchParams],
          changed: (() => { const u = new URL('https://e.com/a'); u.searchParams.append('k', 'ä &');
            u.hash = 'x'; u.pathname = '/b c'; return String(u); })(),
          replaced: (() => { const u = new URL('https://e.com:8443/p'); u.host = 'x.com/'; u.hostname = 'y.com:9';
            u.port = 'x'; return [u.href, new URL('https:x', 'https://e.com/a/b').href]; })(),
          invalid: (() => { try { return new URL('no url'); } catch (e) { return e.name; } })(),
          canParse: [URL.canParse('https://a'), URL.canParse('https://')],
          search: new URLSearchParams({ a: '1', b: '&=' }).toString(),
          clone: (() => { const a = { d: new Date(0), m: new Map([[1, { x: [1] }]]) }; a.self = a;
            const b = structuredClone(a); return [b.self === b, b !== a, b.d.getTime(), b.m.get(1).x]; })(),
          cloneFunction: (() => { try { structuredClone(() => 1); } catch (e) { return e.name; } })(),
          base64: [btoa('hi\\u00ff'), atob('aGn/')],
          base64Wrong: [() => btoa('ā'), () => atob('*')].map((f) => { try { f(); } catch (e) { return e.name; } }),
          uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/.test(crypto.randomUUID()),
          random: crypto.getRandomValues(new Uint8Array(64)).some((b) => b > 0),
          encoded: [...new TextEncoder().encode('ä')],
          decoded: new TextDecoder().decode(new Uint8Array([0xc3, 0xa4])),
          now: performance.now() > 0,
          intl: new Intl.NumberFormat('de').format(1234.5),
          absent: ['Java', 'Polyglot', 'Packages', 'java', 'load', 'loadWithNewGlobal', 'quit', 'exit', 'read',
            'print', 'Graal', 'hostCall', 'require', 'process', 'SharedArrayBuffer', 'Atomics', 'WebAssembly',
            'FinalizationRegistry', 'Worker'].filter((name) => name in globalThis),
        });
        export const timers = async () => {
          const order = [];
          setTimeout(() => order.push('late'), 30);
          setTimeout((a, b) => order.push(a + b), 5, 'ear', 'ly');
          const stopped = setTimeout(() => order.push('never'), 1);
          clearTimeout(stopped);
          queueMicrotask(() => order.push('micro'));
          setImmediate(() => order.push('immediate'));
          let ticks = 0;
          await new Promise((resolve) => {
            const interval = setInterval(() => { if (++ticks === 3) { clearInterval(interval); resolve(); } }, 1);
          });
          await new Promise((resolve) => setTimeout(resolve, 40));
          return [order, ticks];
        };
        export const aborted = async () => {
          const controller = new AbortController();
          setTimeout(() => controller.abort(), 1);
          await new Promise((resolve) => controller.signal.addEventListener('abort', resolve));
          return [controller.signal.aborted, controller.signal.reason.name];
        };
        """);
    FILES.put(
        "backend/console.js",
        """
        export function speak() {
          console.log('a', 1, [1, 'two', { three: new Date(0) }], null, undefined);
          console.info('%s is %d%%', 'x', 5, { a: 1 });
          console.warn(new Map([['k', new Set([1])]]), () => 1, class Named {}, 5n, Symbol('s'));
          const circular = {}; circular.self = circular;
          console.error(new TypeError('wrong'), circular);
          console.debug({ get trap() { throw new Error('trap'); } });
        }
        """);
    FILES.put(
        "backend/reasons.js",
        """
        export async function speak() {
          console.error(new Error('outer', { cause: new TypeError('inner', { cause: 'text' }) }));
          await Promise.any([Promise.reject(new RangeError('first'))]).catch(console.error);
        }
        """);
    FILES.put("backend/broken.js", "export const fine = 1;\nexport const = 2;\n");
    FILES.put("backend/uses-broken.js", "import './broken';\nexport const f = () => 1;\n");
    FILES.put("backend/throws.js", "export const f = () => 1;\n\nnull.property;\n");
    FILES.put("backend/node.js", "// first\nimport fs from 'fs';\n");
    FILES.put("backend/node-url.js", "import fs from 'node:fs/promises';\n");
    FILES.put("backend/npm.js", "import _ from 'lodash';\n");
    FILES.put("backend/wix.js", "import wixData from 'wix-data';\n");
    FILES.put("backend/address.js", "import x from 'https://example.com/x.js';\n");
    FILES.put("backend/lost.js", "\n\nimport x from './not-there';\n");
    FILES.put("backend/endless.js", "export const f = () => 1;\nwhile (true);\n");
    FILES.put("backend/dynamic.js", "export const f = () => import('lodash');\n");
    FILES.put(
        "backend/early.js",
        """
        import { getSecret } from 'wix-secrets-backend';
        const early = getSecret('key').catch(() => 'refused');
        export const f = () => early;
        """);
    FILES.put(
        "backend/parameters.js",
        """
        const HERE = 'here';
        export function defaults(count = 3, off = -0.5, text = `tea`, list = [1, null], where = HERE,
          at = new Date(), none = null, big = 1n, whole = { a: { b: [true] } }) {}
        export const patterns = ({ name, city: { zip = '89073', ['x']: y } = {}, ...more }, [a, , b = 2]) => 0;
        export class Parcel { constructor(weight) {} }
        export async function* pages(start) {}
        export const bound = defaults.bind(null);
        export default { method(größe) {} }.method;
        export const amount = () => 5n;
        """);
    FILES.put("backend/given.js", "export const f = (...given) => given;\n");
    FILES.put(
        "backend/reexport.js",
        "export * from './util';\nexport { plain as renamed } from './calls.web';\n");
  }

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), 256, 8));
    loaded = sandbox.load(new SiteFiles(FILES));
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void aFunctionIsCalledWithJsonAndItsResultComesBack() {
    assertThat(returned("calls.web", "add", "[40]")).isEqualTo(json("42"));
    assertThat(returned("calls.web", "guarded", "[{\"name\": \"n\", \"tags\": [1]}, 2, 3]"))
        .isEqualTo(json("[\"n\", 1, [2, 3]]"));
    assertThat(returned("calls.web", "default", "[]")).isEqualTo(json("\"default\""));
    assertThat(returned("calls.web", "callsAnother", "[]")).isEqualTo(json("2"));
    assertThat(call("calls.web", "nothing", "[]"))
        .isEqualTo(new CallOutcome.Returned(Optional.empty()));
  }

  @Test
  void whateverTheArgumentsAreTheyTravelAsJson() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    String text = "\"\\ \n\u2028 ä 😀 ,] null";
    List<JsonNode> odd =
        List.of(
            nodes.textNode(text),
            nodes.missingNode(),
            nodes.nullNode(),
            nodes.objectNode().put(text, 1.5),
            nodes.arrayNode().add(nodes.arrayNode()),
            nodes.binaryNode(new byte[] {1}),
            nodes.numberNode(1L << 53));

    CallOutcome outcome = sandbox.call(new Call.Function("backend/given.js", "f", odd), host);

    assertThat(outcome)
        .isEqualTo(
            new CallOutcome.Returned(
                Optional.of(
                    nodes
                        .arrayNode()
                        .add(text)
                        .addNull()
                        .addNull()
                        .add(nodes.objectNode().put(text, 1.5))
                        .add(nodes.arrayNode().add(nodes.arrayNode()))
                        .add("AQ==")
                        .add(1L << 53))));
  }

  @Test
  void whatAFunctionThrowsComesWithItsPlace() {
    ScriptError error = thrown("calls.web", "throws");

    assertThat(error.name()).isEqualTo("RangeError");
    assertThat(error.message()).isEqualTo("too much");
    assertThat(error.code()).contains("E_MUCH");
    assertThat(error.details()).contains(json("{\"a\": 1}"));
    assertThat(error.stack())
        .startsWith(
            new StackFrame("inner", "backend/calls.web.js", 10, 40),
            new StackFrame("throws", "backend/calls.web.js", 9, 41));
  }

  @Test
  void whatIsThrownWithoutBeingAnErrorIsShownAsText() {
    assertThat(thrown("calls.web", "throwsText").message()).isEqualTo("just text");
    assertThat(thrown("calls.web", "throwsNull").message()).isEqualTo("null");
  }

  @Test
  void aFunctionThatIsNotThereIsAnErrorThatSaysSo() {
    assertThat(thrown("calls.web", "absent").message()).contains("backend/calls.web.js", "absent");
    assertThat(thrown("calls.web", "notAFunction").message()).contains("notAFunction");
    assertThat(thrown("calls.web", "constructor").message()).contains("constructor");
    assertThat(thrown("not-there", "f").message()).contains("backend/not-there.js");
  }

  @Test
  void everyFormOfImportFindsItsFile() {
    assertThat(returned("imports", "all", "[]"))
        .isEqualTo(
            json(
                """
                ["util", "util", "util", "util", "shared", true, "jsw", "jsw", [1], "deep util"]
                """));
    assertThat(returned("imports", "later", "[]")).isEqualTo(json("\"util\""));
  }

  @Test
  void theOldSecretsModuleGivesItsShapes() {
    assertThat(returned("secrets", "old", "[]"))
        .isEqualTo(
            json(
                """
                {"same": true, "created": "id-2", "value": "the-value",
                 "list": [{"id": "id-1", "createdDate": "2020-05-26T06:16:46.000Z",
                   "updatedDate": "2020-05-28T12:21:10.000Z", "name": "key", "description": "a key"}],
                 "isDate": true, "updated": "undefined", "deleted": "undefined"}
                """));
    assertThat(host.asked)
        .contains(
            json(
                """
                {"operation": "secrets.create", "argument": {"secret": {"name": "n", "value": "v"}}}
                """),
            json(
                """
                {"operation": "secrets.update", "argument": {"id": "id-1", "secret": {"value": "w"}}}
                """),
            json("{\"operation\": \"secrets.delete\", \"argument\": {\"id\": \"id-1\"}}"));
  }

  @Test
  void theNewSecretsModulesGiveTheirShapesToElevatedCalls() {
    assertThat(returned("secrets", "v2", "[]"))
        .isEqualTo(
            json(
                """
                {"created": "id-2", "value": {"value": "the-value"}, "npm": {"value": "the-value"},
                 "named": {"value": "the-value"},
                 "list": {"secrets": [{"_id": "id-1", "_createdDate": "2020-05-26T06:16:46.000Z",
                   "_updatedDate": "2020-05-28T12:21:10.000Z", "name": "key", "description": "a key"}]},
                 "isDate": true, "updated": "undefined", "deleted": "undefined"}
                """));
  }

  @Test
  void aCallOfTheNewModulesThatIsNotElevatedIsRefused() {
    ScriptError error = thrown("secrets", "notElevated");

    assertThat(error.code()).contains("PERMISSION_DENIED");
    assertThat(error.message()).contains("elevate");
    assertThat(returned("secrets", "neverElevated", "[]"))
        .hasSize(5)
        .containsOnly(json("[\"PERMISSION_DENIED\", \"PERMISSION_DENIED\", true]"));
    assertThat(host.asked).isEmpty();
  }

  @Test
  void aRefusalOfTheHostIsAnErrorWithCodeAndDetails() {
    ScriptError error = thrown("secrets", "missing");

    assertThat(error.name()).isEqualTo("Error");
    assertThat(error.message()).isEqualTo("No secret has this name");
    assertThat(error.code()).contains("NOT_FOUND");
    assertThat(error.stack()).extracting(StackFrame::file).contains("backend/secrets.js");
    assertThat(returned("secrets", "caught", "[]"))
        .isEqualTo(
            json(
                """
                [true, "No secret has this name", "NOT_FOUND",
                 {"applicationError": {"code": "NOT_FOUND"}}, ["code", "details"]]
                """));
  }

  @Test
  void fetchGivesAResponse() {
    assertThat(returned("fetching", "whole", "[]"))
        .isEqualTo(
            json(
                """
                {"ok": true, "status": 200, "statusText": "Fine", "url": "https://example.com/final",
                 "redirected": true, "type": "application/json",
                 "headers": [["content-type", "application/json"], ["x-two", "a, b"]],
                 "json": {"groete": "ä"}, "text": "{\\"groete\\": \\"ä\\"}", "same": true}
                """));
    assertThat(host.asked)
        .containsExactly(
            json(
                """
                {"operation": "fetch", "argument": {"url": "https://example.com/a", "method": "POST",
                  "headers": {"content-type": "text/plain;charset=UTF-8", "x-a": "1"}, "body": "w6Q="}}
                """));
  }

  @Test
  void fetchSendsFormsAndGivesBytes() {
    assertThat(returned("fetching", "form", "[]")).isEqualTo(json("16"));
    assertThat(host.asked.getFirst().at("/argument/headers/content-type").asText())
        .startsWith("application/x-www-form-urlencoded");
    assertThat(host.asked.getFirst().at("/argument/body").asText()).isEqualTo("YT1iK2M=");
  }

  @Test
  void getJsonGivesJsonAndRejectsOtherStatuses() {
    assertThat(returned("fetching", "json", "[]")).isEqualTo(json("{\"groete\": \"ä\"}"));
    assertThat(host.asked.getFirst().at("/argument/headers"))
        .isEqualTo(json("{\"accept\": \"application/json\", \"authorization\": \"x\"}"));
    assertThat(thrown("fetching", "missing").message()).contains("404");
    assertThat(returned("fetching", "notOk", "[]")).isEqualTo(json("false"));
  }

  @Test
  void anHttpFunctionIsGivenARequestAndAnswersWithPlainData() {
    JsonNode request =
        json(
            """
            {"method": "POST", "url": "https://e.com/_functions/echo/a?b=c", "baseUrl": "https://e.com",
             "path": ["a"], "query": {"b": "c"}, "headers": {"x-a": "1"}, "ip": "::1",
             "body": "{\\"k\\": \\"ä\\"}"}
            """);

    JsonNode answer = http("post_echo", request);

    assertThat(answer.path("status").asInt()).isEqualTo(200);
    assertThat(answer.path("headers"))
        .isEqualTo(json("{\"Content-Type\": \"application/json\", \"X-N\": \"1\"}"));
    assertThat(json(answer.path("body").asText()))
        .isEqualTo(
            json(
                """
                {"json": {"k": "ä"}, "text": "{\\"k\\": \\"ä\\"}", "bytes": 11, "path": ["a"],
                 "query": {"b": "c"}, "header": "1", "method": "POST",
                 "url": "https://e.com/_functions/echo/a?b=c", "ip": "::1"}
                """));
  }

  @Test
  void httpFunctionsAnswerWithEveryStatus() {
    assertThat(http("get_text", json("{}")))
        .isEqualTo(json("{\"status\": 418, \"headers\": {}, \"body\": \"ä\"}"));
    assertThat(http("get_all", json("{}")).path("body").asText())
        .isEqualTo("[201,404,400,403,500]");
    assertThat(
            sandbox.call(new Call.Http("backend/http-functions.js", "get_wrong", json("{}")), host))
        .isInstanceOf(CallOutcome.Threw.class);
  }

  @Test
  void theGlobalsThatSuchCodeExpectsAreThere() {
    assertThat(returned("globals", "list", "[]"))
        .isEqualTo(
            json(
                """
                {"url": "https://user:pw@example.com/a/x%20y?q=%C3%A4#h",
                 "parts": ["http://[::1]:8080", "[::1]:8080", "8080", "/p", "?a=1&a=2", "#x", ""],
                 "parameters": [["a", "1"], ["a", "b c d"]],
                 "changed": "https://e.com/b%20c?k=%C3%A4+%26#x",
                 "replaced": ["https://x.com:8443/p", "https://e.com/a/x"],
                 "invalid": "TypeError", "canParse": [true, false], "search": "a=1&b=%26%3D",
                 "clone": [true, true, 0, [1]], "cloneFunction": "DataCloneError",
                 "base64": ["aGn/", "hi\\u00ff"],
                 "base64Wrong": ["InvalidCharacterError", "InvalidCharacterError"],
                 "uuid": true, "random": true, "encoded": [195, 164], "decoded": "ä", "now": true,
                 "intl": "1.234,5", "absent": []}
                """));
  }

  @Test
  void timersRunInTheirOrder() {
    assertThat(returned("globals", "timers", "[]"))
        .isEqualTo(json("[[\"micro\", \"immediate\", \"early\", \"late\"], 3]"));
    assertThat(returned("globals", "aborted", "[]")).isEqualTo(json("[true, \"AbortError\"]"));
  }

  @Test
  void theConsoleTellsWhatWasSaidAndWhere() {
    call("console", "speak", "[]");

    assertThat(host.said)
        .extracting(ConsoleLine::level)
        .containsExactly("log", "info", "warn", "error", "debug");
    assertThat(host.said).extracting(ConsoleLine::file).containsOnly("backend/console.js");
    assertThat(host.said).extracting(ConsoleLine::line).containsExactly(2, 3, 4, 6, 7);
    assertThat(host.said)
        .extracting(ConsoleLine::text)
        .startsWith(
            "a 1 [1, 'two', { three: 1970-01-01T00:00:00.000Z }] null undefined",
            "x is 5% { a: 1 }",
            "Map(1) { 'k' => Set(1) { 1 } } [Function (anonymous)] [class: Named] 5n Symbol(s)");
    assertThat(host.said.get(3).text())
        .contains("TypeError: wrong", "backend/console.js:6:17", "{ self: [Circular] }");
    assertThat(host.said.get(4).text()).isEqualTo("{ trap: [Getter] }");
  }

  @Test
  void theConsoleTellsWhyAnErrorWasThrown() {
    call("reasons", "speak", "[]");

    assertThat(host.said.get(0).text())
        .startsWith("Error: outer\n    at speak (backend/reasons.js:2:17)\n")
        .contains("\n    [cause]: TypeError: inner\n")
        .endsWith("\n        [cause]: 'text'");
    assertThat(host.said.get(1).text())
        .startsWith("AggregateError: ")
        .contains("\n    [errors]: [", "RangeError: first");
  }

  @Test
  void loadingTellsWhatIsExported() {
    assertThat(file("backend/calls.web.js").functions())
        .containsExactly(
            function(
                "add", "Anyone", 2, parameter("a"), new Parameter("b", false, false, json("2"))),
            function(
                "guarded",
                "Admin",
                3,
                new Parameter("param1", true, false, json("{\"name\": \"\", \"tags\": [\"\"]}")),
                new Parameter("rest", false, true, json("[]"))),
            function("plain", "", 5, parameter("text")),
            function("default", "", 6),
            function("nothing", "", 8),
            function("throws", "", 9),
            function("throwsText", "", 11),
            function("throwsNull", "", 12),
            function("callsAnother", "", 13),
            function("count", "", 15));
    assertThat(file("backend/old.jsw").functions()).containsExactly(function("old", "", 1));
    assertThat(file("backend/reexport.js").functions())
        .containsExactly(function("renamed", "", 2, parameter("text")));
    assertThat(loaded).extracting(LoadedFile::path).isSorted().doesNotContain("public/shared.js");
  }

  @Test
  void loadingTellsWhatToFillInParametersWith() {
    assertThat(examples("defaults"))
        .isEqualTo(
            json(
                """
                {"count": 3, "off": -0.5, "text": "tea", "list": [1, null], "where": "", "at": "",
                 "none": null, "big": "", "whole": {"a": {"b": [true]}}}
                """));
    assertThat(examples("patterns"))
        .isEqualTo(
            json(
                """
                {"param1": {"name": "", "city": {"zip": "89073"}}, "param2": ["", "", 2]}
                """));
    assertThat(examples("pages")).isEqualTo(json("{\"start\": \"\"}"));
    assertThat(examples("bound")).isEqualTo(json("{}"));
    assertThat(examples("default")).isEqualTo(json("{\"größe\": \"\"}"));
  }

  private static JsonNode examples(String function) {
    ObjectNode examples = JsonNodeFactory.instance.objectNode();
    file("backend/parameters.js").functions().stream()
        .filter(exported -> exported.name().equals(function))
        .flatMap(exported -> exported.parameters().stream())
        .forEach(parameter -> examples.set(parameter.name(), parameter.example()));
    return examples;
  }

  @Test
  void aClassIsNoFunctionThatCanBeCalled() {
    assertThat(file("backend/parameters.js").functions())
        .extracting(ExportedFunction::name)
        .containsExactly("defaults", "patterns", "pages", "bound", "default", "amount");
  }

  @Test
  void aResultThatIsNoJsonIsToldAsSuch() {
    assertThat(thrown("parameters", "amount").message())
        .startsWith("What the function returned cannot be sent as JSON: ")
        .contains("BigInt");
  }

  @Test
  void aFileThatCannotBeLoadedIsToldWithItsPlaceAndTheOthersLoad() {
    assertThat(error("backend/broken.js").name()).isEqualTo("SyntaxError");
    assertThat(error("backend/broken.js").stack())
        .containsExactly(new StackFrame("", "backend/broken.js", 2, 14));
    assertThat(error("backend/uses-broken.js").stack())
        .extracting(StackFrame::file, StackFrame::line)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("backend/broken.js", 2));
    assertThat(error("backend/throws.js").message()).contains("null");
    assertThat(error("backend/throws.js").stack())
        .containsExactly(new StackFrame("", "backend/throws.js", 3, 1));
    assertThat(error("backend/endless.js").message()).contains("module initialisation timed out: ");
    assertThat(file("backend/imports.js").error()).isEmpty();
  }

  @Test
  void whatCannotBeImportedIsNamedWithTheReason() {
    assertThat(error("backend/node.js").message()).contains("\"fs\"", "Node.js", "not available");
    assertThat(error("backend/node.js").stack())
        .containsExactly(new StackFrame("", "backend/node.js", 2, 16));
    assertThat(error("backend/node-url.js").message()).contains("\"node:fs/promises\"", "Node.js");
    assertThat(error("backend/npm.js").message()).contains("\"lodash\"", "npm");
    assertThat(error("backend/wix.js").message()).contains("\"wix-data\"", "Wix");
    assertThat(error("backend/address.js").message())
        .contains("\"https://example.com/x.js\"", "addresses");
    assertThat(error("backend/lost.js").message()).contains("backend/not-there");
    assertThat(error("backend/lost.js").stack())
        .containsExactly(new StackFrame("", "backend/lost.js", 3, 15));
    assertThat(thrown("dynamic", "f").message()).contains("\"lodash\"", "npm");
  }

  @Test
  void secretsAreNotThereWhileAFileIsLoadedButWhileItsFunctionsRun() {
    assertThat(file("backend/early.js").error()).isEmpty();
    assertThat(returned("early", "f", "[]")).isEqualTo(json("\"the-value\""));
  }

  @Test
  void whatIsSaidWhileAFileIsLoadedIsToldOnceWithItsPlace() {
    try (Sandbox own = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), 128, 1))) {
      List<LoadedFile> files =
          own.load(
              new SiteFiles(
                  Map.of(
                      "backend/a.js", "console.log('a');\n",
                      "backend/b.js",
                          "import './a';\nconsole.warn('b', {});\nsetInterval(() => {}, 9);",
                      "backend/c.js", "import './a';\nconsole.error('c');\nwhile (true);",
                      "backend/d.js", "import './a';\nimport './b';\n\nconsole.debug('d');",
                      "backend/e.js", "for (let i = 0; i < 5000; i++) console.log(i);")));

      assertThat(files.subList(0, 4))
          .flatExtracting(LoadedFile::console)
          .containsExactly(
              new ConsoleLine("log", "a", "backend/a.js", 1),
              new ConsoleLine("warn", "b {}", "backend/b.js", 2),
              new ConsoleLine("error", "c", "backend/c.js", 2),
              new ConsoleLine("debug", "d", "backend/d.js", 4));
      assertThat(files.get(4).console()).hasSizeBetween(900, 1_000);
      assertThat(files.get(4).console().getLast().text()).contains("of this load are not shown");
    }
  }

  @Test
  void loadingAnewReplacesTheFilesButForCallsThatWereMeantForThoseBefore() {
    try (Sandbox own = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), 128, 4))) {
      Call.Function call = new Call.Function("backend/a.js", "f", List.of());
      SiteFiles first = new SiteFiles(Map.of("backend/a.js", "export const f = () => 'first';"));
      SiteFiles second = new SiteFiles(Map.of("backend/a.js", "export const f = () => 'second';"));
      own.load(first);
      CallOutcome before = own.call(call, host);
      own.load(second);

      assertThat(before).isEqualTo(new CallOutcome.Returned(Optional.of(json("\"first\""))));
      assertThat(own.call(call, host))
          .isEqualTo(new CallOutcome.Returned(Optional.of(json("\"second\""))));
      assertThat(own.call(call, first, host)).isEqualTo(before);

      own.load(new SiteFiles(Map.of("backend/a.js", "export const f = () => 'third';")));

      assertThat(own.call(call, first, host)).isInstanceOf(CallOutcome.Died.class);
    }
  }

  @Test
  void aTimeThatWasSetForARequestDoesNotEndTheVariables() {
    try (Sandbox own = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), 128, 1))) {
      own.load(
          new SiteFiles(
              Map.of(
                  "backend/a.js",
                  """
                  let calls = 0;
                  export const f = async () => {
                    await fetch('https://example.com/', { signal: AbortSignal.timeout(60_000) });
                    return ++calls;
                  };
                  """)));
      Call.Function call = new Call.Function("backend/a.js", "f", List.of());

      assertThat(own.call(call, host)).isEqualTo(new CallOutcome.Returned(Optional.of(json("1"))));
      assertThat(own.call(call, host)).isEqualTo(new CallOutcome.Returned(Optional.of(json("2"))));
    }
  }

  @Test
  void whatVariablesMayHoldIsToldToLaterHostsUntilTheyAreGone() {
    try (Sandbox own = Sandbox.start(new SandboxOptions(Duration.ofSeconds(60), 128, 1))) {
      own.load(
          new SiteFiles(
              Map.of(
                  "backend/a.js",
                  """
                  let kept;
                  export const keep = () => (kept ??= 'first');
                  export const pollute = () => { globalThis.polluted = kept; };
                  """)));
      List<Set<Object>> memories = new ArrayList<>();
      Host remembering =
          new Host() {
            @Override
            public void begin(Set<Object> memory) {
              memories.add(Set.copyOf(memory));
              memory.add("call " + memories.size());
            }

            @Override
            public JsonNode perform(String operation, JsonNode argument) {
              return argument;
            }

            @Override
            public void say(ConsoleLine line) {}
          };
      for (String function : List.of("keep", "keep", "pollute", "keep")) {
        own.call(new Call.Function("backend/a.js", function, List.of()), remembering);
      }

      assertThat(memories)
          .containsExactly(Set.of(), Set.of("call 1"), Set.of("call 1", "call 2"), Set.of());
    }
  }

  @Test
  void callsRunSideBySide() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<CallOutcome> outcomes = new java.util.concurrent.CopyOnWriteArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(Thread.ofVirtual().start(() -> outcomes.add(call("globals", "timers", "[]"))));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(outcomes).hasSize(50).allMatch(outcome -> outcome instanceof CallOutcome.Returned);
  }

  private CallOutcome call(String module, String function, String arguments) {
    List<JsonNode> list = new ArrayList<>();
    json(arguments).forEach(list::add);
    String path =
        FILES.keySet().stream()
            .filter(file -> file.startsWith("backend/" + module + "."))
            .findFirst()
            .orElse("backend/" + module + ".js");
    return sandbox.call(new Call.Function(path, function, list), host);
  }

  private JsonNode returned(String module, String function, String arguments) {
    CallOutcome outcome = call(module, function, arguments);
    assertThat(outcome).isInstanceOf(CallOutcome.Returned.class);
    return ((CallOutcome.Returned) outcome).value().orElseThrow();
  }

  private ScriptError thrown(String module, String function) {
    CallOutcome outcome = call(module, function, "[]");
    assertThat(outcome).isInstanceOf(CallOutcome.Threw.class);
    return ((CallOutcome.Threw) outcome).error();
  }

  private JsonNode http(String function, JsonNode request) {
    CallOutcome outcome =
        sandbox.call(new Call.Http("backend/http-functions.js", function, request), host);
    assertThat(outcome).isInstanceOf(CallOutcome.Returned.class);
    return ((CallOutcome.Returned) outcome).value().orElseThrow();
  }

  private static LoadedFile file(String path) {
    return loaded.stream().filter(file -> file.path().equals(path)).findFirst().orElseThrow();
  }

  private static ScriptError error(String path) {
    return file(path).error().orElseThrow();
  }

  private static ExportedFunction function(
      String name, String permission, int line, Parameter... parameters) {
    return new ExportedFunction(
        name,
        permission.isEmpty() ? Optional.empty() : Optional.of(permission),
        List.of(parameters),
        line);
  }

  private static Parameter parameter(String name) {
    return new Parameter(name, false, false, json("\"\""));
  }
}
