import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { assertRefused, assertSameValue, someValue } from "../expectations.js";
import { environmentWithoutSettings, LAUNCHER } from "../server.js";
import { TLS, wixSecrets } from "../site.js";

/** Runs a command against the server that speaks TLS; answers what it prints on standard output. */
async function coffer(args, input = "") {
  const command = spawn(LAUNCHER, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...environmentWithoutSettings(),
      COFFER_DATA: TLS,
      COFFER_CA_CERTIFICATE: process.env.NODE_EXTRA_CA_CERTS,
    },
  });
  command.stdin.end(input);
  const [exitCode, output, messages] = await Promise.all([
    new Promise((settle, fail) => command.once("error", fail).once("close", settle)),
    text(command.stdout),
    text(command.stderr),
  ]);
  assert.equal(exitCode, 0, `coffer ${args.join(" ")}: ${messages}`);
  return output;
}

test("what the command line makes, Wix's client can use, and the other way round", async () => {
  const owner = ["--email", "owner@example.com", "--password-stdin"];
  await coffer(["members", "setup", ...owner], "correct horse battery");
  const stored = someValue();
  await coffer(["secret", "create", "from_command_line", "--value-stdin"], stored);
  const apiKey = (await coffer(["key", "create", "compat", "--allow", "read,create"])).trimEnd();

  const secrets = wixSecrets({ apiKey });
  assertSameValue((await secrets.getSecretValue("from_command_line")).value, stored);
  await assertRefused(secrets.listSecretInfo(), 403, "PERMISSION_DENIED");

  const created = someValue();
  await secrets.createSecret({ name: "from_wix", value: created });
  assertSameValue((await coffer(["secret", "get", "from_wix"])).trimEnd(), created);
});
