import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  assertInvalid,
  assertRefused,
  assertSameValue,
  refusal,
  someValue,
} from "../expectations.js";
import { Permission, Site, TLS, wixSecrets } from "../site.js";

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

describe("Errors as Wix's client presents them", () => {
  let site;
  let secrets;
  before(async () => {
    site = await Site.withMembersArea(TLS);
    secrets = await site.wixSecrets();
  });

  test("an unknown secret is NOT_FOUND", async () => {
    await assertRefused(secrets.getSecretValue("unknown"), 404, "NOT_FOUND");
    await assertRefused(secrets.updateSecret(UNKNOWN_ID, { name: "x" }), 404, "NOT_FOUND");
    await assertRefused(secrets.deleteSecret(UNKNOWN_ID), 404, "NOT_FOUND");
  });

  test("another site's secret is NOT_FOUND by its id", async () => {
    const owner = await (await Site.withMembersArea(TLS)).wixSecrets();
    const value = someValue();
    const id = await owner.createSecret({ name: "foreign", value });
    await assertRefused(secrets.updateSecret(id, { name: "mine" }), 404, "NOT_FOUND");
    await assertRefused(secrets.deleteSecret(id), 404, "NOT_FOUND");
    assertSameValue((await owner.getSecretValue("foreign")).value, value);
  });

  test("a name in use is ALREADY_EXISTS, for a new secret and for a renamed one", async () => {
    const value = someValue();
    await secrets.createSecret({ name: "taken", value });
    const id = await secrets.createSecret({ name: "renamed", value: someValue() });
    const another = { name: "taken", value: someValue() };
    await assertRefused(secrets.createSecret(another), 409, "ALREADY_EXISTS");
    await assertRefused(secrets.updateSecret(id, { name: "taken" }), 409, "ALREADY_EXISTS");
    assertSameValue((await secrets.getSecretValue("taken")).value, value);
  });

  test("a secret may be renamed to the name that it has", async () => {
    const id = await secrets.createSecret({ name: "same", value: someValue() });
    await secrets.updateSecret(id, { name: "same", description: "still the same" });
  });

  test("what is missing is named by the argument's fields, all at once", async () => {
    await assertInvalid(secrets.createSecret({}), {
      "secret.name": "REQUIRED_FIELD",
      "secret.value": "REQUIRED_FIELD",
    });
  });

  test("an update without anything to change is refused", async () => {
    const id = await secrets.createSecret({ name: "unchanged", value: someValue() });
    await assertInvalid(secrets.updateSecret(id, {}), { secret: "REQUIRED_FIELD" });
    await assertInvalid(secrets.updateSecret(id), { secret: "REQUIRED_FIELD" });
  });

  test("what is too long or badly made is named by the argument's fields, all at once", async () => {
    const secret = { name: "has space", value: "", description: "d".repeat(201) };
    await assertInvalid(secrets.createSecret({ ...secret }), {
      "secret.name": "FORMAT",
      "secret.value": "MIN_LENGTH",
      "secret.description": "MAX_LENGTH",
    });
    const id = await secrets.createSecret({ name: "valid", value: someValue() });
    await assertInvalid(secrets.updateSecret(id, { ...secret }), {
      "secret.name": "FORMAT",
      "secret.value": "MIN_LENGTH",
      "secret.description": "MAX_LENGTH",
    });
  });

  test("an invalid id is named as the argument _id", async () => {
    await assertInvalid(secrets.deleteSecret("not-an-id"), { _id: "FORMAT" });
    await assertInvalid(secrets.updateSecret("not-an-id", { name: "x" }), { _id: "FORMAT" });
  });

  test("what is refused changes nothing", async () => {
    const value = someValue();
    const id = await secrets.createSecret({ name: "untouched", value, description: "before" });
    await refusal(secrets.updateSecret(id, { name: "moved", value: "", description: "after" }));
    const { secrets: list } = await secrets.listSecretInfo();
    const { name, description } = list.find(({ _id }) => _id === id);
    assert.deepEqual({ name, description }, { name: "untouched", description: "before" });
    assertSameValue((await secrets.getSecretValue("untouched")).value, value);
  });

  test("a caller without a key is UNAUTHENTICATED", async () => {
    const stranger = wixSecrets({});
    await assertRefused(stranger.getSecretValue("any"), 401, "UNAUTHENTICATED");
  });

  test("a caller with an unknown key is UNAUTHENTICATED", async () => {
    const stranger = wixSecrets({ apiKey: "IST.eyJraWQiOiJ4In0.e30.AAAA", siteId: site.id });
    await assertRefused(stranger.listSecretInfo(), 401, "UNAUTHENTICATED");
  });

  test("a caller with a revoked key is UNAUTHENTICATED from then on", async () => {
    const { id, key } = await site.issueKey();
    const client = wixSecrets({ apiKey: key, siteId: site.id });
    await client.listSecretInfo();
    await site.revokeKey(id);
    await assertRefused(client.listSecretInfo(), 401, "UNAUTHENTICATED");
  });

  test("a call that the key does not allow is PERMISSION_DENIED", async () => {
    const id = await secrets.createSecret({ name: "forbidden", value: someValue() });
    const calls = {
      READ: (client) => client.getSecretValue("forbidden"),
      LIST: (client) => client.listSecretInfo(),
      CREATE: (client) => client.createSecret({ name: "by_stranger", value: someValue() }),
      UPDATE: (client) => client.updateSecret(id, { name: "by_stranger" }),
      DELETE: (client) => client.deleteSecret(id),
    };
    for (const [permission, call] of Object.entries(calls)) {
      const others = Object.keys(Permission).filter((other) => other !== permission);
      const client = await site.wixSecrets(...others.map((other) => Permission[other]));
      await assertRefused(call(client), 403, "PERMISSION_DENIED");
    }
    assert.ok((await secrets.getSecretValue("forbidden")).value, "the secret is gone");
  });

  test("a key is PERMISSION_DENIED on a site that is not its own", async () => {
    const other = await Site.withMembersArea(TLS);
    const client = wixSecrets({ apiKey: await site.key(), siteId: other.id });
    await assertRefused(client.listSecretInfo(), 403, "PERMISSION_DENIED");
  });

  test("managing is FAILED_PRECONDITION until the Members Area is set up, reading is not", async () => {
    const fresh = await Site.withoutMembersArea(TLS);
    const client = await fresh.wixSecrets();
    const secret = { name: "early", value: someValue() };
    const manage = [
      () => client.createSecret({ ...secret }),
      () => client.listSecretInfo(),
      () => client.updateSecret(UNKNOWN_ID, { name: "x" }),
      () => client.deleteSecret(UNKNOWN_ID),
    ];
    for (const call of manage) {
      await assertRefused(call(), 428, "FAILED_PRECONDITION");
    }
    await assertRefused(client.getSecretValue("early"), 404, "NOT_FOUND");

    await fresh.setUpMembersArea();
    await client.createSecret({ ...secret });
    assertSameValue((await client.getSecretValue("early")).value, secret.value);
  });

  test("every answer has a request id of its own, and an error carries it", async () => {
    const sent = [];
    const noted = async (...request) => {
      const response = await fetch(...request);
      sent.push(response.headers.get("X-Wix-Request-Id"));
      return response;
    };
    const client = wixSecrets({ apiKey: await site.key(), siteId: site.id }, noted);
    await client.listSecretInfo();
    const error = await refusal(client.getSecretValue("unknown"));
    const invalid = await refusal(client.createSecret({}));

    assert.ok(sent.every(Boolean), "an answer has no request id");
    assert.equal(new Set(sent).size, 3);
    assert.deepEqual([error.requestId, invalid.requestId], sent.slice(1));
    assert.equal(error.details.requestId, error.requestId);
    assert.equal(invalid.details.requestId, invalid.requestId);
  });

  test("an argument that is no id deletes nothing", async () => {
    await secrets.createSecret({ name: "survivor", value: someValue() });
    const count = (await secrets.listSecretInfo()).secrets.length;
    for (const id of ["", ".", "..", "name/survivor", "survivor", "%"]) {
      const error = await refusal(secrets.deleteSecret(id));
      assert.ok([400, 404, 405].includes(error.status), `${id} is answered with ${error.status}`);
      assert.ok(error.requestId, `${id} is refused without a request id`);
    }
    assert.equal((await secrets.listSecretInfo()).secrets.length, count);
  });
});
