#!/bin/sh
# @wix/secrets 1.0.70 with @wix/sdk 1.21.16: getSecretValue('a#b') asks for the secret 'a'.
#
# Wix allows # in the names of secrets, and the function takes a name.
# Expected: the request names 'a#b', percent-encoded as a%23b in the path.
# Seen:     the path has the name as it is, so that a URL ends at the #. The request is for
#           /name/a, without a query, and a server answers with the value of another secret.
#
# Exits with 0 while that is so, and with 1 once it is not. Needs Node.js 20, npm and openssl.
set -eu

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @wix/sdk@1.21.16 @wix/secrets@1.0.70
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 1 \
  -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null

cat >run.mjs <<'END'
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { ApiKeyStrategy, createClient } from "@wix/sdk";
import { secrets } from "@wix/secrets";

const STORED = { "/a": "the value of a", "/a%23b": "the value of a#b" };

const asked = [];
const server = createServer(
  { key: readFileSync("key.pem"), cert: readFileSync("certificate.pem") },
  (request, response) => {
    asked.push(request.url);
    const { pathname } = new URL(request.url, "https://localhost");
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ value: STORED[pathname.replace(/^.*\/name/, "")] }));
  },
);
await new Promise((listening) => server.listen(0, "localhost", listening));

const client = createClient({
  modules: { secrets },
  auth: ApiKeyStrategy({ apiKey: "key", siteId: "00000000-0000-4000-8000-000000000000" }),
  host: { apiBaseUrl: `localhost:${server.address().port}` },
});
const { value } = await client.secrets.getSecretValue("a#b");
server.closeAllConnections();
server.close();

console.log(`expected: the value of a#b, by a request for …/name/a%23b`);
console.log(`seen:     ${value}, by a request for ${asked.join(", ")}`);
process.exitCode = value === "the value of a" && /\/name\/a$/.test(asked.join()) ? 0 : 1;
END
NODE_EXTRA_CA_CERTS=certificate.pem node run.mjs
