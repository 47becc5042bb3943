package dev.coffer.velo.sandbox;

import static dev.coffer.velo.sandbox.TestHost.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.site.SiteFiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that means harm: each call is over in time, and those beside and after it are as ever. */
final class HostileScriptsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Map<String, String> FILES = new TreeMap<>();
  private static Sandbox sandbox;
  private static TestCalls calls;

  /** Has one worker, so that each call sees the variables that the call before it saw. */
  private static Sandbox narrow;

  private static TestCalls inTurn;

  static {
    FILES.put(
        "backend/good.js",
        """
        import { getSecret } from 'wix-secrets-backend';
        export const secret = () => getSecret('key').then((value) => [value].map((v) => v.toUpperCase())[0]);
        export const slow = async () => {
          for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 20));
          return getSecret('key');
        };
        """);
    FILES.put(
        "backend/endless.js",
        """
        export function loop() { while (true); }
        export function emptyFor() { for (;;) {} }
        export async function awaitLoop() { while (true) await null; }
        export function microtasks() { const again = () => Promise.resolve().then(again); again(); return 'done'; }
        export function timers() { return new Promise(() => { const again = () => setTimeout(again, 0); again(); }); }
        export function interval() { setInterval(() => {}, 1); return new Promise(() => {}); }
        export function recursion() { const f = () => f() + 1; return f(); }
        export function recursionForever() { const f = () => { try { f(); } finally { f(); } }; f(); }
        export function bigInt() { return String(3n ** 40000000n).length; }
        export function regex() { return /^(a+)+$/.test('a'.repeat(50) + '!'); }
        export function regexBackreference() { return /^(a*)*\\1b$/.test('a'.repeat(40)); }
        export function generator() { for (const x of (function* () { while (true) yield 1; })()); }
        export function iterator() { return Array.from({ [Symbol.iterator]: () => ({ next: () => ({ done: false }) }) }).length; }
        export function sort() { const a = Array.from({ length: 1e5 }, (_, i) => i); for (;;) a.sort(() => Math.random() - 0.5); }
        export function getter() { return { get a() { while (true); } }; }
        export function toJson() { return { toJSON() { while (true); } }; }
        export function proxy() { return new Proxy({}, { ownKeys() { while (true); } }); }
        export function thenable() { return { then() { while (true); } }; }
        export function thenableForever() { const t = { then: (r) => r(t) }; return t; }
        export function evaluated() { return eval('while (true);'); }
        export function constructed() { return new Function('while (true);')(); }
        export function catches() { while (true) { try { while (true); } catch {} finally { continue; } } }
        export function thrown() { throw { get message() { while (true); } }; }
        export function joined() { return 'x'.padStart(2 ** 28, 'ab').replace(/(.*?)*?z/, '').length; }
        """);
    FILES.put(
        "backend/pollute.js",
        """
        const stolen = globalThis;
        export function thenItself() {
          const original = Promise.prototype.then;
          Promise.prototype.then = function (f, g) {
            return original.call(this, (value) => { stolen.loot = value; return f ? f('forged') : value; }, g);
          };
        }
        export function thenByGetter() {
          const original = Promise.prototype.then;
          try {
            Object.defineProperty(Promise.prototype, 'then', { configurable: true, get: () => function () {
              return original.call(this, () => 'forged'); } });
          } catch (e) { return e.name; }
        }
        export function promise() { globalThis.Promise = class extends Promise { then() { return super.then(() => 'forged'); } }; }
        export function promiseByGetter() {
          try { Object.defineProperty(globalThis, 'Promise', { get: () => class { then() { return 'forged'; } } }); }
          catch (e) { return e.name; }
        }
        export function map() { Array.prototype.map = () => ['forged']; }
        export function upper() { String.prototype.toUpperCase = () => 'forged'; }
        export function upperByPrototype() { Object.setPrototypeOf(String.prototype, { toUpperCase: () => 'forged' }); delete String.prototype.toUpperCase; }
        export function symbol() { Array.prototype[Symbol.iterator] = function* () { yield 'forged'; }; }
        export function iteratorNext() { Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true }); }
        export function asyncPrototype() { Object.getPrototypeOf(async function () {}).constructor = () => 'forged'; Object.getPrototypeOf(async () => {}).call = () => 'forged'; }
        export function json() { JSON.stringify = () => '"forged"'; JSON.parse = () => 'forged'; }
        export function object() { Object.prototype.toJSON = () => 'forged'; }
        export function objectValue() { Object.prototype.value = 'forged'; Object.prototype.id = 'forged'; }
        export function functionText() { Function.prototype.toString = () => 'forged'; }
        export function functionConstructor() { Function.prototype.constructor = () => 'forged'; }
        export function functionCall() { Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 'forged'; }
        export function timer() { globalThis.setTimeout = (f) => f(); }
        export function console_() { console.log = () => {}; }
        export function mapSet() { Map.prototype.set = Map.prototype.get = () => ({ resolve() {}, reject() {} }); }
        export function error() { Error.prepareStackTrace = () => 'forged'; Error.stackTraceLimit = 0; }
        export function global() { globalThis.loot = 'kept'; }
        export function varByEval() { (0, eval)('var Promise2 = 1; function String2() {}'); }
        export function letByEval() { (0, eval)('let Promise = null; const String = null; class Array {}'); }
        export function looted() {
          const { toString, constructor } = Function.prototype;
          return [typeof globalThis.loot, globalThis.loot, `${toString.name} ${constructor.name}`];
        }
        """);
    FILES.put(
        "backend/reach.js",
        """
        const attempt = (f) => { try { const x = f(); return typeof x; } catch (e) { return 'refused'; } };
        export const names = () => ['Java', 'Polyglot', 'Packages', 'java', 'javax', 'org', 'com', 'load',
          'loadWithNewGlobal', 'quit', 'exit', 'read', 'readbuffer', 'print', 'printErr', 'Graal', 'hostCall',
          'require', 'process', 'module', 'arguments', 'Interop', '$262', 'Debug', 'Worker', 'JSAdapter',
          'importScripts'].map((name) => attempt(() => (0, eval)(name)))
          .filter((kind) => kind !== 'refused' && kind !== 'undefined');
        export const constructors = () => [
          () => new Function('return Java')(), () => (function* () {}).constructor('return Java')().next(),
          () => fetch.constructor('return hostCall')(), () => console.log.constructor('return this.Packages')().x,
          () => setTimeout.constructor('return Polyglot.import("hostCall")')(),
          () => Object.getPrototypeOf(async () => {}).constructor('return Java.type("java.lang.System")')(),
        ].map(attempt);
        export const classes = () => [
          () => getClassOf(setTimeout), () => crypto.randomUUID.getClass(), () => ''.getClass(),
          () => performance.now.class, () => fetch.class.forName('java.lang.System'),
        ].map(attempt).filter((kind) => kind !== 'refused' && kind !== 'undefined');
        export const files = async () => Promise.all(['/etc/passwd', 'file:///etc/passwd', '../../etc/passwd',
          '/proc/self/environ', 'public/../../etc/passwd', 'backend/../../etc/hostname', '/built-in/../../etc/passwd',
          'C:/windows/win.ini', '//etc/passwd', 'jar:file:///x.jar!/a', 'http://127.0.0.1/', 'polyglot:java']
          .map((path) => import(path).then(() => 'found ' + path, () => 'refused')));
        export const host = async () => {
          const { hostCall, ask } = await import('/built-in/host.js');
          const kinds = [typeof hostCall, Object.getOwnPropertyNames(hostCall).length, attempt(() => hostCall.getClass()),
            attempt(() => hostCall.constructor('return Java')()), attempt(() => new hostCall())];
          return [kinds[2], kinds[3], await ask('system.exit', {}).catch((e) => e.code),
            await ask('secrets.get', { name: 'other' }).catch((e) => e.code)];
        };
        export const endings = async () => {
          const { hostCall } = await import('/built-in/host.js');
          hostCall('returned', '{"not": json'); hostCall('threw'); return 'late';
        };
        export const nonsense = async () => {
          const { hostCall } = await import('/built-in/host.js');
          const results = [[], ['ask'], ['ask', 'x', {}, []], ['say', {}, null, 5n], ['timer', -1, NaN], ['ready', 1],
            ['random', -5], ['utf8Bytes'], [{}], [Symbol('x')], ['fromBase64', null], ['answer'], ['domain', '\\ud800']]
            .map((args) => attempt(() => hostCall(...args)));
          return results.length;
        };
        export const rememberAgain = async () => {
          const intrinsics = await import('/built-in/intrinsics.js');
          for (const f of Object.values(intrinsics)) { try { f()?.remember?.(); } catch { /* refused */ } }
        };
        export const readyAgain = async () => {
          const { hostCall } = await import('/built-in/host.js');
          const forged = () => hostCall('returned', '"forged"');
          hostCall('ready', forged, forged, forged, forged, () => true);
        };
        export const replaced = async () => {
          const { default: backend } = await import('wix-secrets-backend');
          const { default: wixFetch } = await import('wix-fetch');
          const { secrets } = await import('wix-secrets-backend.v2');
          for (const each of [backend, wixFetch, secrets]) {
            for (const name of Object.keys(each)) { try { each[name] = () => 'forged'; } catch { /* refused */ } }
          }
          return [await backend.getSecret('key')];
        };
        export const line = () => {
          console.log('\\n{"kind":"returned","call":1,"value":"forged"}\\n');
          console.error('\\u2028["free",1,false]\\r\\n');
          return '"]\\n["free",1,false]\\n';
        };
        """);
    FILES.put(
        "backend/odd.js",
        """
        export function circular() { const a = {}; a.a = a; return a; }
        export function getterThrows() { return { get a() { throw new Error('from the getter'); } }; }
        export function toJsonThrows() { return { toJSON() { throw 'text'; } }; }
        export function toJsonOther() { return { toJSON: () => ({ toJSON: 1, a: undefined, f() {} }) }; }
        export function bigInt() { return 5n; }
        export function symbol() { return Symbol('x'); }
        export function deep() { let a = []; for (let i = 0; i < 3000; i++) a = [a]; return a; }
        export function huge() { return 'x'.repeat(20_000_000); }
        export function hugeError() { throw new Error('x'.repeat(10_000_000)); }
        export function surrogate() { return '\\ud800'; }
        export function proxyThrown() {
          throw new Proxy(new Error('x'), { get() { throw new Error('trap'); }, getPrototypeOf() { throw 1; } });
        }
        export function revoked() { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy; }
        export function proxyReturned() { return new Proxy({ a: 1 }, { get: (t, k) => k === 'toJSON' ? undefined : 'trapped' }); }
        export function proxyLogged() {
          console.log(new Proxy({}, { ownKeys() { throw new Error('trap'); }, get() { throw new Error('trap'); } }));
          const { proxy, revoke } = Proxy.revocable([], {}); revoke(); console.log(proxy); return 'logged';
        }
        export function messageObject() { throw { name: {}, message: { toString: null }, code: [], stack: 7 }; }
        export async function neverSettling() {
          await Promise.all(Array.from({ length: 1000 }, () => new Promise(() => {})));
        }
        export async function thousandsOfCalls() {
          const all = await Promise.all(Array.from({ length: 5000 }, () => import('wix-secrets-backend')
            .then(({ getSecret }) => getSecret('key'))));
          return all.length;
        }
        export async function tooManyCalls() {
          const { getSecret } = await import('wix-secrets-backend');
          const all = await Promise.allSettled(Array.from({ length: 20000 }, () => getSecret('key')));
          return all.filter((each) => each.reason?.code === 'RESOURCE_EXHAUSTED').length > 0;
        }
        export async function left() {
          const { getSecret } = await import('wix-secrets-backend');
          getSecret('key').then((value) => { globalThis.late = value; });
          setTimeout(() => { globalThis.later = 1; }, 1);
          return 'not awaited';
        }
        export const found = () => [typeof globalThis.late, typeof globalThis.later];
        export function flood() { for (let i = 0; i < 100000; i++) console.log('line', i); return 'said'; }
        export function longLine() { console.log('x'.repeat(10_000_000)); }
        export function wide() { console.log(Array.from({ length: 50000 }, (_, i) => ({ i }))); }
        export function manyTimers() { for (let i = 0; i < 100000; i++) setTimeout(() => {}, 1); }
        """);
  }

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(new SandboxOptions(DEADLINE, 128, 8));
    sandbox.load(new SiteFiles(FILES));
    calls = new TestCalls(sandbox);
    narrow = Sandbox.start(new SandboxOptions(DEADLINE, 128, 1));
    narrow.load(new SiteFiles(FILES));
    inTurn = new TestCalls(narrow);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
    narrow.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loop",
        "emptyFor",
        "awaitLoop",
        "microtasks",
        "timers",
        "interval",
        "recursionForever",
        "bigInt",
        "regexBackreference",
        "generator",
        "sort",
        "getter",
        "toJson",
        "proxy",
        "thenable",
        "thenableForever",
        "evaluated",
        "constructed",
        "catches",
        "thrown"
      })
  void codeThatGoesOnForEverIsStopped(String function) {
    Future<CallOutcome> beside = calls.begin("good", "slow");

    assertThat(calls.callEndless("endless", function)).isInstanceOf(CallOutcome.TimedOut.class);
    assertThat(TestCalls.result(beside)).isEqualTo(theSecret("the-value"));
    assertThatCallsAreAsEver();
  }

  @ParameterizedTest
  @ValueSource(strings = {"recursion", "regex", "iterator", "joined"})
  void codeThatMayGoOnForEverIsStoppedOrFails(String function) {
    calls.callEndless("endless", function);
    assertThatCallsAreAsEver();
  }

  @Test
  void deepRecursionIsAnErrorOfTheCode() {
    assertThat(calls.call("endless", "recursion"))
        .isInstanceOfSatisfying(
            CallOutcome.Threw.class,
            threw -> assertThat(threw.error().name()).isEqualTo("RangeError"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thenItself",
        "thenByGetter",
        "promise",
        "promiseByGetter",
        "map",
        "upper",
        "upperByPrototype",
        "symbol",
        "iteratorNext",
        "asyncPrototype",
        "json",
        "object",
        "objectValue",
        "functionCall",
        "functionText",
        "functionConstructor",
        "timer",
        "console_",
        "mapSet",
        "error",
        "global",
        "varByEval",
        "letByEval"
      })
  void whatOneCallChangesNoOtherSees(String function) {
    assertThat(inTurn.call("pollute", function))
        .satisfiesAnyOf(
            outcome -> assertThat(outcome).isInstanceOf(CallOutcome.Returned.class),
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        CallOutcome.Threw.class,
                        threw ->
                            assertThat(threw.error().name()).isIn("TypeError", "SyntaxError")));

    assertThat(inTurn.returned("pollute", "looted"))
        .isEqualTo(json("[\"undefined\", null, \"toString Function\"]"));
    assertThatCallsAreAsEver(inTurn);
  }

  @Test
  void nothingOfJavaIsReached() {
    assertThat(calls.returned("reach", "names")).isEqualTo(json("[]"));
    assertThat(calls.returned("reach", "constructors").toString()).doesNotContain("\"function\"");
    assertThat(calls.returned("reach", "classes")).isEqualTo(json("[]"));
    assertThatCallsAreAsEver();
  }

  @Test
  void noFileIsReached() {
    JsonNode files = calls.returned("reach", "files");
    assertThat(files).hasSize(12).allMatch(each -> each.asText().equals("refused"));
  }

  @Test
  void hostCallLeadsToTheHostOnly() {
    assertThat(calls.returned("reach", "host"))
        .isEqualTo(json("[\"refused\", \"refused\", \"INVALID_ARGUMENT\", \"NOT_FOUND\"]"));
    calls.call("reach", "nonsense");
    assertThatCallsAreAsEver();
    calls.call("reach", "endings");
    assertThatCallsAreAsEver();
  }

  @Test
  void linesThatLookLikeMessagesAreText() {
    assertThat(calls.returned("reach", "line").asText()).isEqualTo("\"]\n[\"free\",1,false]\n");
    assertThatCallsAreAsEver();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "circular",
        "getterThrows",
        "toJsonThrows",
        "bigInt",
        "deep",
        "huge",
        "hugeError",
        "proxyThrown",
        "revoked",
        "messageObject",
        "neverSettling",
        "manyTimers"
      })
  void whatCannotBeReturnedIsAnError(String function) {
    assertThat(calls.call("odd", function))
        .isInstanceOfSatisfying(
            CallOutcome.Threw.class, threw -> assertThat(threw.error().message()).isNotEmpty());
    assertThatCallsAreAsEver();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toJsonOther",
        "symbol",
        "surrogate",
        "proxyReturned",
        "proxyLogged",
        "thousandsOfCalls",
        "flood",
        "longLine",
        "wide"
      })
  void whatIsOddButPossibleIsReturned(String function) {
    assertThat(calls.call("odd", function)).isInstanceOf(CallOutcome.Returned.class);
    assertThatCallsAreAsEver();
  }

  @Test
  void callsOfTheHostWithoutNumberAreRefusedOrStopped() {
    CallOutcome outcome = calls.call("odd", "tooManyCalls");

    if (outcome instanceof CallOutcome.Died(String reason)) {
      assertThat(reason).contains("memory");
    } else {
      assertThat(outcome)
          .isIn(new CallOutcome.TimedOut(), new CallOutcome.Returned(Optional.of(json("true"))));
    }
    assertThatCallsAreAsEver();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rememberAgain", "readyAgain", "replaced"})
  void theRunnersOwnModulesCannotBeTurnedAgainstTheNextCall(String function) {
    assertThat(inTurn.call("reach", function)).isInstanceOf(CallOutcome.Returned.class);

    assertThatCallsAreAsEver(inTurn);
  }

  @Test
  void theConsoleOfACallHasAnEnd() {
    TestHost host = new TestHost();
    sandbox.call(new Call.Function("backend/odd.js", "flood", List.of()), host);
    sandbox.call(new Call.Function("backend/odd.js", "longLine", List.of()), host);

    assertThat(host.said).hasSize(1_001);
    assertThat(host.said).allMatch(line -> line.text().length() <= 64 * 1024);
  }

  @Test
  void whatACallLeavesBehindDoesNotRunInTheNext() {
    inTurn.returned("odd", "left");

    assertThat(inTurn.returned("odd", "found")).isEqualTo(json("[\"undefined\", \"undefined\"]"));
  }

  private static void assertThatCallsAreAsEver() {
    assertThatCallsAreAsEver(calls);
  }

  private static void assertThatCallsAreAsEver(TestCalls there) {
    for (int i = 0; i < 3; i++) {
      assertThat(there.call("good", "secret")).isEqualTo(theSecret("THE-VALUE"));
    }
  }

  private static CallOutcome theSecret(String value) {
    return new CallOutcome.Returned(Optional.of(json("\"" + value + "\"")));
  }
}
