import assert from "node:assert/strict";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import tls from "node:tls";
import { once } from "node:events";
import { describe, test } from "node:test";
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

describe("HTTP/2", () => {
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

  test("is not spoken: clients that can speak both choose HTTP/1.1", async () => {
    assert.equal(await chosen(["h2", "http/1.1"]), "http/1.1");
    assert.equal(await chosen(["http/1.1"]), "http/1.1");
  });

  test("is refused to clients that speak nothing else", async () => {
    await assert.rejects(chosen(["h2"]));
  });

  test("is refused on plain HTTP, and an upgrade to it is not made", async () => {
    const session = http2.connect(urlOf(PLAIN));
    const stream = session.request({ ":path": SECRETS });
    await assert.rejects(
      Promise.race([once(stream, "response"), once(session, "error").then(([e]) => Promise.reject(e))]),
    );
    session.destroy();
    const answer = await send(urlOf(PLAIN), {
      path: SECRETS,
      headers: { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "" },
    });
    assert.equal(answer.status, 401);
  });
});
