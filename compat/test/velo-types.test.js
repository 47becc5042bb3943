import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { someValue } from "../expectations.js";
import { environmentWithoutSettings, LAUNCHER } from "../server.js";
import { PLAIN, Site, urlOf } from "../site.js";

const COMPAT = resolve(import.meta.dirname, "..");
const directory = mkdtempSync(join(tmpdir(), "coffer-compat-velo-"));
let api;
let velo;
let functions;

before(async () => {
  const compiler = join(COMPAT, "node_modules", "typescript", "bin", "tsc");
  const output = join(directory, "backend");
  execFileSync(process.execPath, [compiler, "-p", join(COMPAT, "velo"), "--outDir", output], {
    stdio: "inherit",
  });
  api = createServer(async (request, answer) => {
    answer.setHeader("Content-Type", "application/json");
    answer.end(
      JSON.stringify({
        method: request.method,
        accept: request.headers.accept,
        own: request.headers["x-own"],
        body: await text(request),
      }),
    );
  });
  await new Promise((listening) => api.listen(0, "127.0.0.1", listening));
  functions = `${await startVelo()}/_functions`;
});

after(async () => {
  api?.close();
  if (velo?.exitCode === null) {
    const ended = new Promise((settle) => velo.once("exit", settle));
    velo.kill("SIGTERM");
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

/** Runs the site as a backend with an API key of its own would; answers its address. */
async function startVelo() {
  const site = await Site.withMembersArea(PLAIN);
  const open = `127.0.0.1:${api.address().port}`;
  velo = spawn(LAUNCHER, ["velo", directory, "--port", "0", "--open-host", open], {
    stdio: ["ignore", "inherit", "pipe"],
    env: {
      ...environmentWithoutSettings(),
      COFFER_URL: urlOf(PLAIN),
      COFFER_KEY: await site.key(),
    },
  });
  let said = "";
  return new Promise((settle, fail) => {
    velo.once("error", fail);
    velo.once("exit", () => fail(new Error(`the site did not start:\n${said}`)));
    velo.stderr.on("data", (part) => {
      said += part;
      const address = /The site runs at (\S+)/.exec(said);
      if (address) {
        settle(address[1]);
      }
    });
  });
}

async function call(method, path, body) {
  const answer = await fetch(functions + path, { method, body: body && JSON.stringify(body) });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

test("secrets are created, read, updated and deleted by code that corvid-types types", async () => {
  const secret = { name: "typed", value: someValue(), description: "d" };

  const created = await call("POST", "/secrets", secret);
  assert.equal(created.status, 201, created.body);
  const { id, same } = JSON.parse(created.body);
  assert.equal(same, true);

  const again = await call("POST", "/secrets", secret);
  assert.equal(again.status, 400, again.body);
  assert.deepEqual(JSON.parse(again.body), { code: "ALREADY_EXISTS" });

  const updated = await call("PUT", "/secrets", { id, ...secret, value: someValue() });
  assert.equal(updated.status, 200, updated.body);
  assert.deepEqual(JSON.parse(updated.body), { nothing: true, same: true });

  const deleted = await call("DELETE", `/secrets/${id}?name=typed`);
  assert.equal(deleted.status, 404, deleted.body);
  assert.deepEqual(JSON.parse(deleted.body), { nothing: true });
});

test("the list of secrets is refused to whoever calls an HTTP function", async () => {
  const listed = await call("GET", "/secrets");

  assert.equal(listed.status, 403, listed.body);
  assert.match(listed.body, /listSecretInfo/);
});

test("fetch and responses have what corvid-types says", async () => {
  const url = `http://127.0.0.1:${api.address().port}/stars`;

  const fetched = await call("GET", `/fetched?url=${encodeURIComponent(url)}`);

  assert.equal(fetched.status, 203, fetched.body);
  assert.equal(fetched.headers.get("x-method"), "GET");
  assert.deepEqual(JSON.parse(fetched.body), {
    ok: true,
    status: 200,
    url,
    type: "application/json",
    unread: true,
    same: true,
    functionName: "fetched",
  });
});

test("what fetch and getJSON are given arrives", async () => {
  const url = `http://127.0.0.1:${api.address().port}/echo`;

  const posted = await call("GET", `/posted?url=${encodeURIComponent(url)}`);

  assert.equal(posted.status, 200, posted.body);
  const { statusText, posted: post, got } = JSON.parse(posted.body);
  assert.equal(statusText, "OK");
  assert.deepEqual([post.method, post.own, post.body], ["POST", "a", '{"a":1}']);
  assert.deepEqual([got.method, got.own, got.accept], ["GET", "b", "application/json"]);
});

test("a request has every part that corvid-types declares", async () => {
  const answer = await fetch(`${functions}/everything/a/b?q=1`, {
    method: "PUT",
    headers: { "X-Own": "c" },
    body: '["é"]',
  });

  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), {
    baseUrl: functions,
    url: `${functions}/everything/a/b?q=1`,
    functionName: "everything",
    method: "PUT",
    path: ["a", "b"],
    query: { q: "1" },
    own: "c",
    ip: "127.0.0.1",
    bytes: 6,
    json: ["é"],
  });
});
