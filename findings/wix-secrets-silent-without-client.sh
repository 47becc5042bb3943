#!/bin/sh
# @wix/secrets 1.0.70: without a client, secrets.getSecretValue('name') sends nothing, throws
# nothing, and gives a function.
#
# The documented result is a promise of an object that has the value.
# Expected: an error that there is no client.
# Seen:     the result is a function. Awaited, it is still a function, whose property `value` is
#           undefined, so that the program goes on with undefined for a secret.
#
# Exits with 0 while that is so, and with 1 once it is not. Needs Node.js 20 and npm.
set -eu

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @wix/sdk@1.21.16 @wix/secrets@1.0.70

cat >run.mjs <<'END'
import { secrets } from "@wix/secrets";

let requests = 0;
globalThis.fetch = async () => {
  requests += 1;
  return Response.json({ value: "value" });
};

let outcome;
try {
  outcome = await secrets.getSecretValue("name");
} catch (error) {
  outcome = error;
}
const seen = `${typeof outcome}, whose value is ${outcome.value}, after ${requests} requests`;
console.log("expected: an error");
console.log(`seen:     a ${seen}`);
process.exitCode = seen === "function, whose value is undefined, after 0 requests" ? 0 : 1;
END
node run.mjs
