import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApiKeyStrategy, createClient } from "@wix/sdk";
import { secrets } from "@wix/secrets";

/** The five permissions of Wix's Secrets API. */
export const Permission = Object.freeze({
  READ: "SECRETS_VAULT.SECRET_READ",
  LIST: "SECRETS_VAULT.SECRET_METADATA_READ",
  CREATE: "SECRETS_VAULT.SECRET_CREATE",
  UPDATE: "SECRETS_VAULT.SECRET_UPDATE",
  DELETE: "SECRETS_VAULT.SECRET_DELETE",
});

/** The data directory of the server that speaks TLS. */
export const TLS = process.env.COMPAT_TLS_DATA;

/** The data directory of the server that speaks plain HTTP. */
export const PLAIN = process.env.COMPAT_PLAIN_DATA;

/** The address of the server that runs on a data directory, without a slash at its end. */
export function urlOf(data) {
  return readFileSync(join(data, "server.url"), "utf8").trim().replace(/\/$/, "");
}

/** Where a Wix client finds the server that speaks TLS, as it wants it told: `localhost:port`. */
export const WIX_HOST = TLS && `localhost:${new URL(urlOf(TLS)).port}`;

/** A site of its own for the tests of one file, made and managed through the administration API. */
export class Site {
  #operator;

  constructor(operator, id) {
    this.#operator = operator;
    this.id = id;
  }

  /** A new site whose Members Area is set up, so that all five calls work on it. */
  static async withMembersArea(data) {
    const site = await Site.withoutMembersArea(data);
    await site.setUpMembersArea();
    return site;
  }

  /** A new site as it comes. */
  static async withoutMembersArea(data) {
    const operator = new Operator(data);
    const name = `compat-${crypto.randomUUID()}`;
    const answer = await operator.post("/admin/v1/sites", { site: { name } });
    return new Site(operator, answer.site.id);
  }

  async setUpMembersArea() {
    const owner = { email: `owner@${crypto.randomUUID()}.example`, password: crypto.randomUUID() };
    await this.#operator.post(`/admin/v1/sites/${this.id}/members-area`, { owner });
  }

  /** A new API key's text, with the permissions given, or with all. */
  async key(...permissions) {
    return (await this.issueKey(...permissions)).key;
  }

  /** A new API key, with the permissions given, or with all: its id and its text. */
  async issueKey(...permissions) {
    const wanted = permissions.length > 0 ? permissions : Object.values(Permission);
    const answer = await this.#operator.post(`/admin/v1/sites/${this.id}/api-keys`, {
      apiKey: { name: crypto.randomUUID(), permissions: wanted },
    });
    return { id: answer.apiKey.id, key: answer.key };
  }

  async revokeKey(id) {
    await this.#operator.delete(`/admin/v1/sites/${this.id}/api-keys/${id}`);
  }

  /** Wix's own client with a new key of the permissions given, or of all. */
  async wixSecrets(...permissions) {
    return wixSecrets({ apiKey: await this.key(...permissions), siteId: this.id });
  }
}

/**
 * Wix's own client, unchanged, pointed at the server that speaks TLS.
 *
 * @param {{apiKey?: string, siteId?: string}} credentials none for a caller who gives no key
 * @param {typeof fetch} fetchFunction for tests that look at what the client sends and gets
 */
export function wixSecrets({ apiKey, siteId }, fetchFunction = fetch) {
  return createClient({
    modules: { secrets },
    ...(apiKey && { auth: ApiKeyStrategy({ apiKey, siteId }) }),
    host: { apiBaseUrl: WIX_HOST },
    fetch: fetchFunction,
  }).secrets;
}

/** The operator of the server on a data directory, by its key there. */
class Operator {
  #url;
  #key;

  constructor(data) {
    this.#url = urlOf(data);
    this.#key = readFileSync(join(data, "operator.key"), "utf8").trim();
  }

  post(path, body) {
    const headers = { "Content-Type": "application/json" };
    return this.#call(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  delete(path) {
    return this.#call(path, { method: "DELETE" });
  }

  async #call(path, { headers, ...request }) {
    const response = await fetch(this.#url + path, {
      ...request,
      headers: { ...headers, Authorization: this.#key },
    });
    if (response.status !== 200) {
      throw new Error(`${request.method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }
}
