import http from "node:http";
import https from "node:https";

/**
 * A client that sends exactly what it is given: unlike fetch, it leaves a path as it is.
 *
 * @param {string} base the server's address
 * @param {{method?: string, path: string, headers?: object, body?: object, agent?: http.Agent}}
 *     request what to send; the body as JSON
 * @returns {Promise<{status: number, headers: object, body: object, reused: boolean}>} the answer,
 *     and whether it came over a connection that an earlier request had used
 */
export function send(base, { method = "GET", path, headers = {}, body, agent }) {
  const { protocol, hostname, port } = new URL(base);
  const { request } = protocol === "https:" ? https : http;
  const content = body && JSON.stringify(body);
  return new Promise((settle, fail) => {
    const call = request({
      protocol,
      hostname,
      port,
      method,
      path,
      agent,
      headers: { ...(content && { "Content-Type": "application/json" }), ...headers },
    });
    call.once("error", fail);
    call.once("response", async (response) => {
      try {
        const text = Buffer.concat(await response.toArray()).toString("utf8");
        settle({
          status: response.statusCode,
          headers: response.headers,
          body: JSON.parse(text),
          reused: call.reusedSocket,
        });
      } catch (failure) {
        fail(failure);
      }
    });
    call.end(content);
  });
}
