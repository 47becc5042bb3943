#!/bin/sh
# @wix/sdk 1.21.16: with OAuthStrategy, a client sends calls to edge.wixapis.com although it is given
# host.apiBaseUrl.
#
# Expected: calls go to the host that createClient is given, as they do with ApiKeyStrategy.
# Seen:     OAuthStrategy asks for Wix's CDN, which goes before the host. What a call sends, here the
#           value of a secret, leaves for Wix, unless createClient is given useCDN: false as well.
#
# Nothing leaves this machine: the global fetch is replaced by one that notes the address.
# Exits with 0 while that is so, and with 1 once it is not. Needs Node.js 20 and npm.
set -eu

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @wix/sdk@1.21.16 @wix/secrets@1.0.70

cat >run.mjs <<'END'
import { ApiKeyStrategy, createClient, OAuthStrategy } from "@wix/sdk";
import { secrets } from "@wix/secrets";

const TOKENS = { access_token: "token", refresh_token: "token", expires_in: 3600 };

let sentTo;
globalThis.fetch = async (url, options) => {
  if (String(options?.body).includes("a secret value")) {
    sentTo = new URL(url).host;
  }
  return Response.json(String(url).includes("/oauth2/token") ? TOKENS : { id: "1" });
};

async function hostOf(auth, more) {
  sentTo = "nowhere";
  const host = { apiBaseUrl: "localhost:8443" };
  const client = createClient({ modules: { secrets }, auth, host, ...more });
  await client.secrets.createSecret({ name: "name", value: "a secret value" });
  return sentTo;
}

const withKey = await hostOf(ApiKeyStrategy({ apiKey: "key", siteId: "site" }));
const withOAuth = await hostOf(OAuthStrategy({ clientId: "client" }));
const withoutCdn = await hostOf(OAuthStrategy({ clientId: "client" }), { useCDN: false });

console.log("expected: localhost:8443, whatever the strategy");
console.log(`seen:     ${withKey} with ApiKeyStrategy, ${withOAuth} with OAuthStrategy,`);
console.log(`          ${withoutCdn} with OAuthStrategy and useCDN: false`);
process.exitCode =
  withKey === "localhost:8443" &&
  withOAuth === "edge.wixapis.com" &&
  withoutCdn === "localhost:8443"
    ? 0
    : 1;
END
node run.mjs
