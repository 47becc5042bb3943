import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { assertInvalid, assertSameValue, someValue } from "../expectations.js";
import { Site, TLS } from "../site.js";

const VALUE_LIMIT_BYTES = 65_536;

describe("Names, values and descriptions through Wix's client", () => {
  let secrets;
  before(async () => {
    secrets = await (await Site.withMembersArea(TLS)).wixSecrets();
  });

  const description = async (id) =>
    (await secrets.listSecretInfo()).secrets.find(({ _id }) => _id === id).description;

  for (const name of [
    "@",
    "$",
    "+",
    "=",
    "-",
    "_",
    "a+b",
    "$HOME",
    "me@example",
    "--",
    "a=b=",
    "@$+=-_",
  ]) {
    test(`a secret may be called ${name}`, async () => {
      const value = someValue();
      const id = await secrets.createSecret({ name, value });
      assertSameValue((await secrets.getSecretValue(name)).value, value);
      const { secrets: list } = await secrets.listSecretInfo();
      assert.equal(list.find(({ _id }) => _id === id).name, name);
    });
  }

  test("names differ by letter case", async () => {
    const [lower, upper] = [someValue(), someValue()];
    await secrets.createSecret({ name: "case", value: lower });
    await secrets.createSecret({ name: "CASE", value: upper });
    assertSameValue((await secrets.getSecretValue("case")).value, lower);
    assertSameValue((await secrets.getSecretValue("CASE")).value, upper);
  });

  test("a name has at most 50 characters", async () => {
    const value = someValue();
    const longest = "n".repeat(50);
    await secrets.createSecret({ name: longest, value });
    assertSameValue((await secrets.getSecretValue(longest)).value, value);
    const tooLong = { name: "n".repeat(51), value: someValue() };
    await assertInvalid(secrets.createSecret(tooLong), { "secret.name": "MAX_LENGTH" });
  });

  test("a name does not begin with wix, in any letter case", async () => {
    for (const name of ["wix", "wixel", "WIX_KEY", "wIx-key"]) {
      const secret = { name, value: someValue() };
      await assertInvalid(secrets.createSecret(secret), { "secret.name": "OTHER" });
    }
    await secrets.createSecret({ name: "my_wix", value: someValue() });
  });

  test("a name with # can be created, but this client cannot read it", async () => {
    await secrets.createSecret({ name: "cut#short", value: someValue() });
    await assertInvalid(secrets.getSecretValue("cut#short"), { name: "REQUIRED_FIELD" });

    await secrets.createSecret({ name: "cut", value: someValue() });
    await assertInvalid(secrets.getSecretValue("cut#short"), { name: "REQUIRED_FIELD" });
  });

  const values = {
    "one character": "x",
    "accents, composed and decomposed": "é é",
    "other scripts": "пароль 密码 كلمة السر סיסמה",
    "emoji of several code points": "👩‍👩‍👧‍👦 🏳️‍🌈 😀",
    "white space around it": " \t value \n",
    "lines of either ending": "first\r\nsecond\nthird\r",
    "control characters and NUL": "\u0000\u0001\u001f\u007f\u0085",
    "separators that JavaScript once took for line ends": "\u2028\u2029",
    "a byte order mark": "\ufeffvalue",
    "what JSON escapes": '"\\/\b\f\n\r\t',
    "characters of HTML": "</script><!-- & -->",
    "the noncharacters": "\ufffe\uffff\u{10ffff}",
  };
  for (const [what, value] of Object.entries(values)) {
    test(`a value comes back unchanged with ${what}`, async () => {
      const name = `value_${crypto.randomUUID()}`;
      await secrets.createSecret({ name, value });
      assertSameValue((await secrets.getSecretValue(name)).value, value);
    });
  }

  const largest = {
    "of one byte": "x".repeat(VALUE_LIMIT_BYTES),
    "of three bytes": "€".repeat((VALUE_LIMIT_BYTES - 1) / 3) + "x",
    "of four bytes": "😀".repeat(VALUE_LIMIT_BYTES / 4),
    "that JSON writes as six": "\u0001".repeat(VALUE_LIMIT_BYTES),
  };
  for (const [what, value] of Object.entries(largest)) {
    test(`a value has at most 64 KiB in UTF-8, in characters ${what}`, async () => {
      assert.equal(Buffer.byteLength(value), VALUE_LIMIT_BYTES);
      const name = `large_${crypto.randomUUID()}`;
      const id = await secrets.createSecret({ name, value });
      assertSameValue((await secrets.getSecretValue(name)).value, value);

      const tooLong = { "secret.value": "MAX_LENGTH" };
      const more = value + "x";
      await assertInvalid(secrets.createSecret({ name: "too_large", value: more }), tooLong);
      await assertInvalid(secrets.updateSecret(id, { value: more }), tooLong);
      assertSameValue((await secrets.getSecretValue(name)).value, value);
    });
  }

  test("half a surrogate pair, which UTF-8 cannot write, is refused and not changed", async () => {
    const secret = { name: "surrogate", value: "half \ud83d" };
    await assertInvalid(secrets.createSecret(secret), { "secret.value": "FORMAT" });
  });

  test("a description has at most 200 characters, counted as code points", async () => {
    const longest = "😀".repeat(200);
    const secret = { name: "described", value: someValue(), description: longest };
    const id = await secrets.createSecret({ ...secret });
    assert.equal(await description(id), longest);
    await assertInvalid(secrets.updateSecret(id, { description: "😀".repeat(201) }), {
      "secret.description": "MAX_LENGTH",
    });
    assert.equal(await description(id), longest);
  });

  test("a description can be taken away", async () => {
    const secret = { name: "emptied", value: someValue(), description: "for a while" };
    const id = await secrets.createSecret({ ...secret });
    await secrets.updateSecret(id, { description: "" });
    assert.ok(!(await description(id)), "the description is still there");
  });
});
