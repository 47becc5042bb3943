/**
 * Runs the tests of test/ against two servers that the real launcher starts, one with TLS and one
 * with plain HTTP, and removes everything again.
 *
 *   npm test                              all tests
 *   npm test -- test/connections.test.js  some of them
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "./certificate.js";
import { environmentWithoutSettings, Server } from "./server.js";

/** Many times what the tests take: when it is over, one of them hangs. */
const TEST_LIMIT_MS = 300_000;

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => interruption.abort(new Error(`ended by ${signal}`)));
}

const directory = mkdtempSync(join(tmpdir(), "coffer-compat-"));
const servers = [];
try {
  const { certificate, privateKey } = makeCertificate(directory);
  await startServer("tls", ["--tls-certificate", certificate, "--tls-private-key", privateKey]);
  await startServer("plain", []);
  process.exitCode = await runTests({
    NODE_EXTRA_CA_CERTS: certificate,
    COMPAT_TLS_DATA: servers[0].data,
    COMPAT_PLAIN_DATA: servers[1].data,
  });
  interruption.signal.throwIfAborted();
  if (process.exitCode !== 0) {
    servers.forEach((server) => console.error(`\n${server.data}:\n${server.logTail()}`));
  }
} catch (failure) {
  console.error(failure.message);
  process.exitCode = 1;
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(directory, { recursive: true, force: true });
}

async function startServer(name, flags) {
  servers.push(await Server.start(join(directory, name), flags, interruption.signal));
}

/** Node reads NODE_EXTRA_CA_CERTS only when it starts: hence a process of its own for the tests. */
function runTests(variables) {
  const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", ...testFiles()], {
    cwd: import.meta.dirname,
    stdio: "inherit",
    env: { ...environmentWithoutSettings(), ...variables },
    signal: interruption.signal,
  });
  const hanging = new Error(`the tests did not end within ${TEST_LIMIT_MS / 1_000} s`);
  setTimeout(() => interruption.abort(hanging), TEST_LIMIT_MS).unref();
  return new Promise((settle) => {
    tests.once("error", () => settle(1));
    tests.once("exit", (code) => settle(code ?? 1));
  });
}

function testFiles() {
  const chosen = process.argv.slice(2);
  const all = () =>
    readdirSync(join(import.meta.dirname, "test")).map((name) => join("test", name));
  return chosen.length > 0 ? chosen : all();
}
