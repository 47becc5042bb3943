import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { secrets as secretsModule } from "@wix/secrets";
import * as sdk from "@wix/sdk";
import { secrets as oldestModule } from "oldest-wix-secrets";
import * as oldestSdk from "oldest-wix-sdk";
import { assertSameValue, refusal, someValue } from "../expectations.js";
import { send } from "../http-client.js";
import { Site, TLS, urlOf, WIX_HOST } from "../site.js";

const CLIENTS = {
  "@wix/sdk 1.21": { ...sdk, secrets: secretsModule },
  "@wix/sdk 1.13, the oldest that takes apiBaseUrl": { ...oldestSdk, secrets: oldestModule },
};

/** Names that secrets have, and that others turn into when they are cut or decoded. */
const STORED = [
  "a", "b", "c", "A", "a+b", "a#b", "b#", "undefined", "null", "NaN", "name", "secrets", "true",
  "1", "a=b", "@", "$", "-", "_", "object", "n".repeat(50),
];

/** What a program may pass by mistake: no secret has such a name. */
const IMPOSSIBLE = [
  "a/b", "a/", "/a", "//a", "a//b", "a/../b", "../name/a", "../../secrets", "../..", "..", ".",
  "...", "../", "./a", "a/.", "a/..", "../../../../metrics", "../../../../health/live",
  "../../../../dashboard", "../a",
  "a%", "%", "%61", "a%2Fb", "a%23b", "%2e%2e", "%zz", "a%00",
  "a?b", "a?", "?", "?name=b", "a?name=b", "a?name=b&x", "b?name=b&x", "a?name=b&name=c",
  "a&name=b", "a;b", "a;", ";a",
  "", " ", " a", "a ", "a b", "\ta", "a\n", "a\r\nb", "a\u0000", "\u007f",
  "é", "а", "ａ", "😀", "\ud83d", "a\u200b", "\ufeffa",
  "a\\b", "\\", "a|b", "a^b", "[a]", "{a}", "<a>", '"a"', "'a'", "`a`", "a,b", "a:b", "a!", "a*",
  "(a)", "~a", "a.b", "a#b/../c", "a#b?name=c", "#", "a##", "n".repeat(51), "n".repeat(10_000),
  "é".repeat(5_000),
];

/** What JavaScript makes of an argument that is not a string, where the client takes it at all. */
const NOT_STRINGS = [undefined, null, NaN, true, 1, {}, [], ["a"], ["a", "b"], { name: "a" }];

for (const [version, { ApiKeyStrategy, createClient, secrets: module }] of Object.entries(CLIENTS)) {
  describe(`A name that ${version} is told`, () => {
    const values = new Map();
    let site;
    let apiKey;
    let secrets;
    before(async () => {
      site = await Site.withMembersArea(TLS);
      apiKey = await site.key();
      secrets = clientAt(WIX_HOST);
      for (const name of STORED) {
        values.set(name, someValue());
        await secrets.createSecret({ name, value: values.get(name) });
      }
    });

    const clientAt = (apiBaseUrl) =>
      createClient({
        modules: { secrets: module },
        auth: ApiKeyStrategy({ apiKey, siteId: site.id }),
        host: { apiBaseUrl },
      }).secrets;

    const assertRefusedAsName = async (name) => {
      const error = await refusal(secrets.getSecretValue(name));
      const told = JSON.stringify(name);
      assert.equal(error.status, 400, `${told} is answered with ${error.status}`);
      const [violation] = error.details?.validationError?.fieldViolations ?? [];
      assert.equal(violation?.field, "name", `${told} is not refused as the name`);
      return violation;
    };

    test("leads to its own secret", async () => {
      for (const name of STORED.filter((name) => !name.includes("#"))) {
        assertSameValue((await secrets.getSecretValue(name)).value, values.get(name));
      }
    });

    test("is refused with what to do if it has #, whether the rest is a name or not", async () => {
      for (const name of ["a#b", "b#", "c#d", "unknown#b", "a#", "undefined#", "a#b#c"]) {
        const { description } = await assertRefusedAsName(name);
        assert.match(description, /without # or \?/);
        assert.match(description, /rename/);
        assert.match(description, /%23/);
      }
      const path = `/api/v1/secrets/name/${encodeURIComponent("a#b")}`;
      const { body } = await send(urlOf(TLS), { path, headers: { Authorization: apiKey } });
      assertSameValue(body.value, values.get("a#b"));
    });

    test("is refused if no secret can have it", async () => {
      for (const name of IMPOSSIBLE) {
        await assertRefusedAsName(name);
      }
    });

    test("is refused, or that of its own secret, if it is not a string", async () => {
      for (const argument of NOT_STRINGS) {
        const { value, error } = await secrets
          .getSecretValue(argument)
          .catch((reason) => ({ error: reason }));
        const told = JSON.stringify(argument) ?? "undefined";
        if (error) {
          assert.equal(error.status, 400, `${told} is answered with ${error.status}`);
        } else {
          assert.ok(["NaN", "true", "1", "a"].includes(String(argument)), `${told} is a name`);
          assertSameValue(value, values.get(String(argument)));
        }
      }
    });

    test("is not there if it is that of no secret", async () => {
      for (const name of ["unknown", "B", "aa", "wix", "N".repeat(50)]) {
        assert.equal((await refusal(secrets.getSecretValue(name))).status, 404);
      }
    });

    test("is found under a base URL that ends in a slash, or has a prefix", async () => {
      for (const path of ["/", "/secrets-service", "/_api/secrets-service/", "/secrets-service/"]) {
        const client = clientAt(WIX_HOST + path);
        assertSameValue((await client.getSecretValue("a")).value, values.get("a"));
        assert.equal((await client.listSecretInfo()).secrets.length, STORED.length);
        const cut = await refusal(client.getSecretValue("a#b"));
        assert.equal(cut.details.validationError.fieldViolations[0].field, "name");
      }
    });

    test("deletes nothing if it is no id", async () => {
      const { secrets: list } = await secrets.listSecretInfo();
      const [first, second] = list.map(({ _id }) => _id);
      for (const id of [
        `${first}#x`, `${first}?x`, `${first}?id=${first}&x`, `${first};x`, `${first}/`,
        `${first}/../${second}`, `name/../${first}`, `${first} `, `%${first}`, "..", "", undefined,
      ]) {
        const error = await refusal(secrets.deleteSecret(id));
        assert.ok([400, 404, 405].includes(error.status), `${id} is answered with ${error.status}`);
        await refusal(secrets.updateSecret(id, { name: "moved" }));
      }
      assert.deepEqual((await secrets.listSecretInfo()).secrets, list);
    });
  });
}
