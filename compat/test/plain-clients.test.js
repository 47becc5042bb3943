import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { assertSameValue, someValue } from "../expectations.js";
import { send } from "../http-client.js";
import { Permission, PLAIN, Site, urlOf } from "../site.js";

const PREFIXES = [
  "",
  "/_api/cloud-secrets-vault-server",
  "/_api/secrets-service",
  "/secrets-service",
];
const KEY_STYLES = {
  "the raw key": (key) => key,
  "Bearer and the key": (key) => `Bearer ${key}`,
};
const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe("Clients that speak plain HTTP", () => {
  const url = urlOf(PLAIN);
  let site;
  let key;
  before(async () => {
    site = await Site.withMembersArea(PLAIN);
    key = await site.key();
  });

  const call = ({ headers, ...request }) =>
    send(url, { headers: { Authorization: key, ...headers }, ...request });
  const create = async (secret) => {
    const answer = await call({ method: "POST", path: "/api/v1/secrets", body: { secret } });
    assert.equal(answer.status, 200);
    return answer.body.id;
  };
  const assertAnsweredWith = ({ status, body }, expectedStatus, code) => {
    assert.deepEqual(
      { status, code: body.details?.applicationError?.code },
      { status: expectedStatus, code },
    );
  };

  for (const prefix of PREFIXES) {
    for (const [style, authorization] of Object.entries(KEY_STYLES)) {
      test(`make all five calls under ${prefix || "no prefix"} with ${style}`, async () => {
        const secrets = `${prefix}/api/v1/secrets`;
        const request = (method, path, body) =>
          call({ method, path, body, headers: { Authorization: authorization(key) } });
        const name = `five_${crypto.randomUUID()}`;
        const value = someValue();

        const created = await request("POST", secrets, { secret: { name, value } });
        assert.equal(created.status, 200);
        assert.deepEqual(Object.keys(created.body), ["id"]);
        const { id } = created.body;

        const read = await request("GET", `${secrets}/name/${name}`);
        assert.equal(read.status, 200);
        assert.deepEqual(Object.keys(read.body), ["value"]);
        assertSameValue(read.body.value, value);

        const updated = await request("PATCH", `${secrets}/${id}`, {
          secret: { description: "by another client" },
        });
        assert.deepEqual([updated.status, updated.body], [200, {}]);

        const listed = await request("GET", secrets);
        assert.equal(listed.status, 200);
        const entry = listed.body.secrets.find((secret) => secret.id === id);
        const { createdDate, updatedDate, ...rest } = entry;
        assert.deepEqual(rest, { id, name, description: "by another client" });
        assert.match(createdDate, ISO_DATE);
        assert.match(updatedDate, ISO_DATE);

        const deleted = await request("DELETE", `${secrets}/${id}`);
        assert.deepEqual([deleted.status, deleted.body], [200, {}]);
        const gone = await request("GET", `${secrets}/name/${name}`);
        assertAnsweredWith(gone, 404, "NOT_FOUND");
      });
    }
  }

  test("fetch with a percent-encoded name gets every name there can be", async () => {
    for (const name of ["plain", "a#b", "#", "a+b", "@$+=-_", "$HOME", "me@example"]) {
      const value = someValue();
      await create({ name, value });
      const path = `/api/v1/secrets/name/${encodeURIComponent(name)}`;
      const response = await fetch(url + path, { headers: { Authorization: key } });
      assert.equal(response.status, 200, `${name} is not found`);
      assertSameValue((await response.json()).value, value);
    }
  });

  test("a plus in the path is a plus, encoded or not", async () => {
    const value = someValue();
    await create({ name: "one+one", value });
    for (const path of ["one+one", "one%2Bone", "one%2bone"]) {
      const answer = await call({ path: `/api/v1/secrets/name/${path}` });
      assertSameValue(answer.body.value, value);
    }
  });

  test("the query parameter is the name, whatever the path says", async () => {
    const [inPath, inQuery] = [someValue(), someValue()];
    await create({ name: "query", value: inPath });
    await create({ name: "query#whole", value: inQuery });
    const answer = await call({ path: "/api/v1/secrets/name/query?name=query%23whole" });
    assertSameValue(answer.body.value, inQuery);
  });

  test("an unknown name is answered with 404 and an error in JSON", async () => {
    const answer = await call({ path: "/api/v1/secrets/name/unknown" });
    assertAnsweredWith(answer, 404, "NOT_FOUND");
    assert.match(answer.headers["content-type"], /^application\/json/);
    assert.ok(answer.body.message, "the error has no message");
  });

  test("keys of other systems are answered with 401", async () => {
    const path = "/api/v1/secrets";
    for (const Authorization of ["IST.eyJraWQiOiJ4In0.e30.AAAA", "Basic YTpi", ""]) {
      const answer = await call({ path, headers: { Authorization } });
      assertAnsweredWith(answer, 401, "UNAUTHENTICATED");
    }
    assertAnsweredWith(await send(url, { path }), 401, "UNAUTHENTICATED");
  });

  test("a key with one character changed is answered with 401", async () => {
    const last = key.at(-1) === "0" ? "1" : "0";
    const answer = await call({
      path: "/api/v1/secrets",
      headers: { Authorization: key.slice(0, -1) + last },
    });
    assertAnsweredWith(answer, 401, "UNAUTHENTICATED");
  });

  test("wix-site-id is accepted when it names the key's site and refused otherwise", async () => {
    const other = await Site.withMembersArea(PLAIN);
    const listAs = (siteId) =>
      call({ path: "/api/v1/secrets", headers: { "wix-site-id": siteId } });

    assert.equal((await listAs(site.id)).status, 200);
    assertAnsweredWith(await listAs(other.id), 403, "PERMISSION_DENIED");
    assertAnsweredWith(await listAs("not-a-site"), 403, "PERMISSION_DENIED");
  });

  test("headers that only Wix needs are passed over", async () => {
    const headers = { "wix-account-id": crypto.randomUUID(), "x-wix-bi-gateway": "environment=x" };
    assert.equal((await call({ path: "/api/v1/secrets", headers })).status, 200);
  });

  test("fields that the API does not know are passed over", async () => {
    const value = someValue();
    const body = { secret: { name: "tolerant", value, type: "?" }, fieldMask: { paths: [] } };
    assert.equal((await call({ method: "POST", path: "/api/v1/secrets", body })).status, 200);
    const answer = await call({ path: "/api/v1/secrets/name/tolerant" });
    assertSameValue(answer.body.value, value);
  });

  test("a content type with a character set is JSON", async () => {
    const answer = await call({
      method: "POST",
      path: "/api/v1/secrets",
      headers: { "Content-Type": "application/json; charset=utf-8" },
      body: { secret: { name: "charset", value: someValue() } },
    });
    assert.equal(answer.status, 200);
  });

  test("fields of the wrong type are named all at once", async () => {
    const secret = { name: 1, value: ["x"], description: {} };
    const answer = await call({ method: "POST", path: "/api/v1/secrets", body: { secret } });
    assert.equal(answer.status, 400);
    const { fieldViolations } = answer.body.details.validationError;
    assert.deepEqual(
      fieldViolations.map(({ field, violatedRule }) => `${field} ${violatedRule}`).sort(),
      ["secret.description TYPE", "secret.name TYPE", "secret.value TYPE"],
    );
  });

  test("a key that may only read is enough to read, and for nothing else", async () => {
    const value = someValue();
    await create({ name: "read_only", value });
    const headers = { Authorization: `Bearer ${await site.key(Permission.READ)}` };
    const answer = await call({ path: "/api/v1/secrets/name/read_only", headers });
    assertSameValue(answer.body.value, value);
    assertAnsweredWith(await call({ path: "/api/v1/secrets", headers }), 403, "PERMISSION_DENIED");
  });

  test("answers say that no cache may keep them, and have a request id of their own", async () => {
    await create({ name: "uncached", value: someValue() });
    const answers = await Promise.all([
      call({ path: "/api/v1/secrets/name/uncached" }),
      call({ path: "/api/v1/secrets/name/unknown" }),
      call({ path: "/no/such/route" }),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 404, 404],
    );
    for (const { headers } of answers) {
      assert.match(headers["cache-control"], /no-store/);
    }
    assert.equal(new Set(answers.map(({ headers }) => headers["x-wix-request-id"])).size, 3);
  });
});
