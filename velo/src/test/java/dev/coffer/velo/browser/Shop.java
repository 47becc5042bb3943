package dev.coffer.velo.browser;

import java.util.Map;

/** The files of a small site, as people write them. */
final class Shop {
  static final String KEY = "SHOP_KEY";
  static final String VALUE = "sk_live_51H8xNqyZ0pLw";

  private static final String VISITS =
      """
      import { Permissions, webMethod } from "wix-web-module";
      import wixSecretsBackend from "wix-secrets-backend";

      export const forAnyone = webMethod(Permissions.Anyone, async (name) => {
        const key = await wixSecretsBackend.getSecret("SHOP_KEY");
        console.log("the key is", key);
        return `hello ${name}, the key has ${key.length} characters`;
      });

      export const forMembers = webMethod(Permissions.SiteMember, () => "for members");

      export const forAdmins = webMethod(Permissions.Admin, () => "for admins");

      export const leak = webMethod(Permissions.Anyone, async () => {
        return { key: await wixSecretsBackend.getSecret("SHOP_KEY") };
      });

      export const fail = webMethod(Permissions.Anyone, () => {
        throw Object.assign(new Error("no more tea"), { code: "SOLD_OUT" });
      });
      """;

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Shop</title>
      <h1>Shop</h1>
      <output id="anyone"></output>
      <output id="members"></output>
      <output id="admins"></output>
      <output id="leak"></output>
      <output id="fail"></output>
      <script type="module" src="/page.js"></script>
      """;

  private static final String SCRIPT =
      """
      import { fail, forAdmins, forAnyone, forMembers, leak } from '/backend/visits.web.js';

      async function show(id, call) {
        const output = document.getElementById(id);
        try {
          output.textContent = JSON.stringify(await call());
        } catch (error) {
          output.textContent = `${error.name} ${error.code}: ${error.message}`;
        }
      }

      show('anyone', () => forAnyone('Ana'));
      show('members', forMembers);
      show('admins', forAdmins);
      show('leak', leak);
      show('fail', fail);
      """;

  private static final String TOOLS =
      """
      import wixSecretsBackend from "wix-secrets-backend";

      // What only the backend may call.
      export function storeSecret({ name, value }) {
        console.log("storing", name, value);
        return wixSecretsBackend.createSecret({ name, value });
      }

      export async function readSecret(name) {
        return { name, value: await wixSecretsBackend.getSecret(name) };
      }

      export function greet(name, greeting = "hello") {
        console.info("greeting", name);
        console.warn("that is all");
        return { text: `${greeting} ${name}`, shouted: [name.toUpperCase()] };
      }

      export function nothing() {}

      export function nil() {
        return null;
      }

      function pour(tea) {
        throw Object.assign(new TypeError(`no ${tea} left`), { code: "SOLD_OUT" });
      }

      export function order(tea) {
        return pour(tea);
      }

      export function wait() {
        return new Promise(() => {});
      }

      export function spin() {
        for (;;);
      }

      export async function hoard() {
        await wixSecretsBackend.createSecret({ name: "HOARD", value: "kept" }).catch(() => {});
        return new Uint8Array(1_000_000_000).length;
      }

      export function describe({ kind, size = 2 }, at = new Date(0), ...others) {
        return { kind, size, at, large: 1e21, unknown: undefined, others };
      }

      export const amount = () => 5n;

      export class Parcel {}
      """;

  private static final String CHANGING =
      """
      export function answer() {
        return 41;
      }
      """;

  private static final String BROKEN =
      """
      export function half() {
        return (1;
      }
      """;

  private static final String HTTP_FUNCTIONS =
      """
      import { ok } from "wix-http-functions";

      export function get_hello(request) {
        return ok({ body: { path: request.path, from: request.query.from } });
      }
      """;

  static final Map<String, String> FILES =
      Map.of(
          "backend/visits.web.js", VISITS,
          "backend/tools.js", TOOLS,
          "backend/changing.js", CHANGING,
          "backend/again.js", "export { nil as none, nothing as empty } from './tools';\n",
          "backend/broken.js", BROKEN,
          "backend/http-functions.js", HTTP_FUNCTIONS,
          "public/index.html", PAGE,
          "public/page.js", SCRIPT);

  private Shop() {}
}
