import assert from "node:assert/strict";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import tls from "node:tls";
import { before, describe, test } from "node:test";
import { assertSameValue, someValue } from "../expectations.js";
import { send } from "../http-client.js";
import { PLAIN, Site, TLS, urlOf } from "../site.js";

const SECRETS = "/api/v1/secrets";

describe("HTTP/1.1 connections", () => {
  const agents = { TLS: https.Agent, PLAIN: http.Agent };
  for (const [name, data] of Object.entries({ TLS, PLAIN })) {
    test(`stay open for the next request, also after a refusal (${name})`, async () => {
      const site = await Site.withMembersArea(data);
      const headers = { Authorization: await site.key() };
      const value = someValue();
      const agent = new agents[name]({ keepAlive: true, maxSockets: 1 });
      const requests = [
        { method: "POST", path: SECRETS, headers, body: { secret: { name: "kept", value } } },
        { path: `${SECRETS}/name/unknown`, headers },
        { method: "POST", path: SECRETS, headers, body: { secret: {} } },
        { path: SECRETS },
        { path: `${SECRETS}/name/kept`, headers },
      ];
      try {
        const answers = [];
        for (const request of requests) {
          answers.push(await send(urlOf(data), { ...request, agent }));
        }
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 404, 400, 401, 200],
        );
        assertSameValue(answers.at(-1).body.value, value);
        const reused = answers.map((answer) => answer.reused);
        assert.deepEqual(reused, [false, true, true, true, true]);
      } finally {
        agent.destroy();
      }
    });
  }
});

describe("HTTP/2 connections over TLS", () => {
  let site;
  let key;
  before(async () => {
    site = await Site.withMembersArea(TLS);
    key = await site.key();
  });

  async function withSession(work) {
    const session = http2.connect(urlOf(TLS));
    const failure = new Promise((_, fail) => session.once("error", fail));
    try {
      return await Promise.race([work(session), failure]);
    } finally {
      session.close();
    }
  }

  async function request(session, method, path, body) {
    const stream = session.request({
      ":method": method,
      ":path": path,
      authorization: key,
      ...(body && { "content-type": "application/json" }),
    });
    const headers = new Promise((settle) => stream.once("response", settle));
    stream.end(body && JSON.stringify(body));
    const content = Buffer.concat(await stream.toArray()).toString("utf8");
    return {
      headers: await headers,
      status: (await headers)[":status"],
      body: JSON.parse(content),
    };
  }

  test("are chosen by clients that can speak it, and HTTP/1.1 by those that cannot", async () => {
    const { hostname, port } = new URL(urlOf(TLS));
    const chosen = (ALPNProtocols) =>
      new Promise((settle, fail) => {
        const socket = tls.connect({ host: hostname, port, ALPNProtocols });
        socket.once("error", fail);
        socket.once("secureConnect", () => {
          settle(socket.alpnProtocol);
          socket.destroy();
        });
      });
    assert.equal(await chosen(["h2", "http/1.1"]), "h2");
    assert.equal(await chosen(["http/1.1"]), "http/1.1");
  });

  test("carry all five calls and their errors", async () => {
    await withSession(async (session) => {
      const value = someValue();
      const secret = { name: "second", value };
      const created = await request(session, "POST", SECRETS, { secret });
      assert.equal(created.status, 200);
      const { id } = created.body;

      const read = await request(session, "GET", `${SECRETS}/name/second?name=second`);
      assertSameValue(read.body.value, value);
      assert.ok(read.headers["x-wix-request-id"], "the answer has no request id");

      const changed = { id, secret: { description: "over HTTP/2" } };
      assert.equal((await request(session, "PATCH", `${SECRETS}/${id}`, changed)).status, 200);
      const { secrets } = (await request(session, "GET", SECRETS)).body;
      assert.equal(secrets.find((entry) => entry.id === id).description, "over HTTP/2");

      const again = await request(session, "POST", SECRETS, { secret });
      assert.equal(again.status, 409);
      assert.equal(again.body.details.applicationError.code, "ALREADY_EXISTS");

      assert.equal((await request(session, "DELETE", `${SECRETS}/${id}?id=${id}`)).status, 200);
      assert.equal((await request(session, "GET", `${SECRETS}/name/second`)).status, 404);
    });
  });

  test("stay open when a path is not well encoded", async () => {
    await withSession(async (session) => {
      for (const name of ["100%", "100%?name=100%25", "%zz", "a|b", "a#b", "a?name=%"]) {
        const { status, body } = await request(session, "GET", `${SECRETS}/name/${name}`);
        assert.equal(status, 400);
        assert.equal(body.details.validationError.fieldViolations[0].field, "name");
      }
      const { status, body } = await request(session, "GET", "/100%");
      assert.deepEqual([status, body.message], [400, "the request is not valid HTTP"]);
      assert.equal((await request(session, "GET", SECRETS)).status, 200);
    });
  });

  test("carry many requests at once, each with its own answer", async () => {
    await withSession(async (session) => {
      const values = Array.from({ length: 24 }, someValue);
      await Promise.all(
        values.map((value, n) =>
          request(session, "POST", SECRETS, { secret: { name: `parallel_${n}`, value } }),
        ),
      );
      const answers = await Promise.all(
        values.map((_, n) => request(session, "GET", `${SECRETS}/name/parallel_${n}`)),
      );
      answers.forEach(({ body }, n) => assertSameValue(body.value, values[n]));
    });
  });

  test("carry a value of 64 KiB in either direction", async () => {
    await withSession(async (session) => {
      const value = "€".repeat(21_845) + "x";
      await request(session, "POST", SECRETS, { secret: { name: "large", value } });
      const answer = await request(session, "GET", `${SECRETS}/name/large`);
      assertSameValue(answer.body.value, value);
    });
  });
});
