// The only call that leads to the process that holds the key. Everything that this context can ask for goes through
// here, and is judged at the other end: who calls these functions gains nothing by it.

export const hostCall = globalThis.hostCall;
delete globalThis.hostCall;

const { parse, stringify } = JSON;
const waiting = new Map();
let asked = 0;

/** Asks the host; rejects with an Error that has the host's message, code and details. */
export function ask(operation, argument) {
  // Made here and not when the answer comes, so that its stack shows who asked.
  const refusal = new Error();
  return new Promise((resolve, reject) => {
    const number = ++asked;
    waiting.set(number, { resolve, reject, refusal });
    if (!hostCall('ask', number, operation, stringify(argument))) {
      waiting.delete(number);
      reject(withCode(refusal, 'Too many requests to the outside wait at once, or this one is too large', 'RESOURCE_EXHAUSTED'));
    }
  });
}

/** Settles what ask() promised; called by the loop. */
export function answer(number, result, message, code, details) {
  const asking = waiting.get(number);
  waiting.delete(number);
  if (result !== null) {
    asking.resolve(parse(result));
  } else {
    asking.reject(withCode(asking.refusal, message, code, details === null ? undefined : parse(details)));
  }
}

export function withCode(error, message, code, details) {
  hidden(error, 'message', message);
  error.code = code;
  if (details !== undefined) {
    error.details = details;
  }
  return error;
}

/** A property as methods and messages have them: no enumeration shows it. */
export function hidden(object, name, value) {
  Object.defineProperty(object, name, { value, writable: true, configurable: true });
}

/** Makes a global. */
export function global(name, value) {
  hidden(globalThis, name, value);
}

// Bytes pass hostCall() as strings with one character for each.
export function bytesOf(binary) {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

export function binaryOf(bytes) {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  let binary = '';
  for (let i = 0; i < view.length; i += 4096) {
    binary += String.fromCharCode(...view.subarray(i, i + 4096));
  }
  return binary;
}

export const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
