import assert from "node:assert/strict";

/** What Wix's client rejects a call with; a failure if the call succeeds. */
export async function refusal(call) {
  const outcome = await call.then(
    () => undefined,
    (error) => error,
  );
  assert.ok(outcome, "the call succeeded, and should have been refused");
  return outcome;
}

/** Checks an error of Wix's client that carries one of Wix's standard codes. */
export async function assertRefused(call, status, code) {
  const error = await refusal(call);
  const { applicationError } = error.details ?? {};
  assert.deepEqual({ status: error.status, code: applicationError?.code }, { status, code });
  assert.ok(applicationError.description.length > 0, "the error does not say what is wrong");
  assert.deepEqual(applicationError.data, {});
  assert.equal(
    JSON.parse(error.message).message,
    applicationError.description,
    "the error says what is wrong twice, in different words",
  );
}

/**
 * Checks an error of Wix's client that names the fields which are wrong.
 *
 * @param {Record<string, string>} rules the violated rule of each field, by the argument's name
 */
export async function assertInvalid(call, rules) {
  const error = await refusal(call);
  assert.equal(error.status, 400);
  const violations = error.details?.validationError?.fieldViolations ?? [];
  assert.deepEqual(
    Object.fromEntries(violations.map(({ field, violatedRule }) => [field, violatedRule])),
    rules,
  );
  const { message } = JSON.parse(error.message);
  for (const { field, description } of violations) {
    assert.ok(message.includes(`"${field}" ${description}`), `the message leaves out ${field}`);
  }
}

/** Checks a secret's value without printing it when it is another. */
export function assertSameValue(actual, expected) {
  assert.equal(typeof actual, "string");
  const bytes = (text) => Buffer.byteLength(text);
  assert.ok(
    actual === expected,
    `the value came back changed: ${bytes(actual)} instead of ${bytes(expected)} bytes`,
  );
}

/** A new random value, as real secrets are. */
export function someValue() {
  return `${crypto.randomUUID()}+/=${crypto.randomUUID()}`;
}
