import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertRefused, assertSameValue, someValue } from "../expectations.js";
import { Permission, Site, TLS, wixSecrets } from "../site.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("The Secrets API of Wix's client", () => {
  let site;
  let secrets;
  before(async () => {
    site = await Site.withMembersArea(TLS);
    secrets = await site.wixSecrets();
  });

  const entry = async (id) =>
    (await secrets.listSecretInfo()).secrets.find(({ _id }) => _id === id);

  test("createSecret answers the id of the new secret", async () => {
    const id = await secrets.createSecret({ name: "created", value: someValue() });
    assert.match(id, UUID);
  });

  test("getSecretValue answers the value and nothing else", async () => {
    const value = someValue();
    await secrets.createSecret({ name: "read", value, description: "not part of the answer" });
    const answer = await secrets.getSecretValue("read");
    assert.deepEqual(Object.keys(answer), ["value"]);
    assertSameValue(answer.value, value);
  });

  test("listSecretInfo of a site without secrets answers an empty list", async () => {
    const empty = await (await Site.withMembersArea(TLS)).wixSecrets();
    assert.deepEqual(await empty.listSecretInfo(), { secrets: [] });
  });

  test("listSecretInfo answers everything but the value, with dates as Date", async () => {
    const earliest = Date.now();
    const secret = { name: "listed", value: someValue(), description: "This is my first secret" };
    const id = await secrets.createSecret({ ...secret });
    const latest = Date.now();

    const { _createdDate, _updatedDate, ...rest } = await entry(id);
    assert.deepEqual(rest, { _id: id, name: secret.name, description: secret.description });
    assert.ok(_createdDate instanceof Date, "the created date is not a Date");
    assert.ok(_updatedDate instanceof Date, "the updated date is not a Date");
    assert.ok(
      _createdDate >= earliest && _createdDate <= latest,
      "the created date is not the time of the call",
    );
    assert.deepEqual(_updatedDate, _createdDate);
  });

  test("listSecretInfo lists every secret of the site and none of another", async () => {
    const other = await (await Site.withMembersArea(TLS)).wixSecrets();
    const names = ["first", "second", "third"];
    for (const name of names) {
      await other.createSecret({ name, value: someValue() });
    }
    const listed = (await other.listSecretInfo()).secrets.map(({ name }) => name);
    assert.deepEqual(listed.sort(), names);
  });

  test("updateSecret changes only the fields that it is given", async () => {
    const value = someValue();
    const id = await secrets.createSecret({ name: "old", value, description: "kept" });

    assert.equal(await secrets.updateSecret(id, { name: "new" }), undefined);
    assert.equal((await entry(id)).name, "new");
    assert.equal((await entry(id)).description, "kept");
    assertSameValue((await secrets.getSecretValue("new")).value, value);
    await assertRefused(secrets.getSecretValue("old"), 404, "NOT_FOUND");

    const newValue = someValue();
    await secrets.updateSecret(id, { value: newValue });
    assertSameValue((await secrets.getSecretValue("new")).value, newValue);
    assert.equal((await entry(id)).description, "kept");

    await secrets.updateSecret(id, { description: "changed" });
    assert.equal((await entry(id)).description, "changed");
    assertSameValue((await secrets.getSecretValue("new")).value, newValue);
  });

  test("updateSecret moves the updated date and leaves the created date", async () => {
    const id = await secrets.createSecret({ name: "dated", value: someValue() });
    const before = await entry(id);
    await sleep(5);
    await secrets.updateSecret(id, { description: "later" });
    const after = await entry(id);
    assert.deepEqual(after._createdDate, before._createdDate);
    assert.ok(after._updatedDate > before._updatedDate, "the updated date did not move");
  });

  test("updateSecret takes an entry of the list back, as read, change, write does", async () => {
    const value = someValue();
    const id = await secrets.createSecret({ name: "round_trip", value, description: "before" });
    const info = await entry(id);
    await secrets.updateSecret(id, { ...info, description: "after" });

    const changed = await entry(id);
    assert.equal(changed.description, "after");
    assert.deepEqual(changed._createdDate, info._createdDate);
    assertSameValue((await secrets.getSecretValue("round_trip")).value, value);
  });

  test("deleteSecret removes the secret and frees its name", async () => {
    const id = await secrets.createSecret({ name: "deleted", value: someValue() });
    assert.equal(await secrets.deleteSecret(id), undefined);
    assert.equal(await entry(id), undefined);
    await assertRefused(secrets.getSecretValue("deleted"), 404, "NOT_FOUND");

    const value = someValue();
    const next = await secrets.createSecret({ name: "deleted", value });
    assert.notEqual(next, id);
    assertSameValue((await secrets.getSecretValue("deleted")).value, value);
  });

  test("each call needs its own permission and no other", async () => {
    const id = await secrets.createSecret({ name: "permitted", value: someValue() });
    const calls = {
      READ: (client) => client.getSecretValue("permitted"),
      LIST: (client) => client.listSecretInfo(),
      CREATE: (client) => client.createSecret({ name: "by_creator", value: someValue() }),
      UPDATE: (client) => client.updateSecret(id, { description: "by updater" }),
      DELETE: (client) => client.deleteSecret(id),
    };
    for (const [permission, call] of Object.entries(calls)) {
      await call(await site.wixSecrets(Permission[permission]));
    }
  });

  test("a client that does not name its site gets its key's site", async () => {
    const value = someValue();
    await secrets.createSecret({ name: "no_site_id", value });
    const client = wixSecrets({ apiKey: await site.key(Permission.READ) });
    assertSameValue((await client.getSecretValue("no_site_id")).value, value);
  });

  test("sites keep secrets of one name apart", async () => {
    const other = await (await Site.withMembersArea(TLS)).wixSecrets();
    const [here, there] = [someValue(), someValue()];
    await secrets.createSecret({ name: "shared_name", value: here });
    await other.createSecret({ name: "shared_name", value: there });
    assertSameValue((await secrets.getSecretValue("shared_name")).value, here);
    assertSameValue((await other.getSecretValue("shared_name")).value, there);
  });

  test("of many creations of one name at once exactly one succeeds", async () => {
    const attempts = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const value = someValue();
        const creation = secrets.createSecret({ name: "contended", value });
        return creation.then(
          () => ({ value }),
          (error) => ({ code: error.details?.applicationError?.code }),
        );
      }),
    );
    const winners = attempts.filter(({ value }) => value);
    assert.equal(winners.length, 1);
    assert.deepEqual(
      attempts.filter(({ code }) => code).map(({ code }) => code),
      Array(7).fill("ALREADY_EXISTS"),
    );
    assertSameValue((await secrets.getSecretValue("contended")).value, winners[0].value);
  });
});
