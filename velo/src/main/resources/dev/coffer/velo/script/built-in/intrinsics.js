// Whether the objects that all code of a context shares are as they were. A context whose objects
// were changed by a call is thrown away, so that no call finds what another one left in
// Promise.prototype.then.
//
// Their properties become non-configurable, so that none can be deleted, or replaced by a getter that
// answers with the old value; functions that are no constructors take no new properties. What can
// still change is compared: values, the number of properties, and prototypes.

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, preventExtensions } =
  Reflect;

// What code may find among the globals; whatever else GraalJS puts there is removed. Not among them
// are those that outlive a call or block its thread: FinalizationRegistry, SharedArrayBuffer, Atomics.
const ALLOWED = new Set(
  `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
  Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map
  Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError
  TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt
  undefined unescape

  AbortController AbortSignal Blob Buffer File FormData Headers Response TextDecoder TextEncoder URL URLSearchParams atob btoa
  clearImmediate clearInterval clearTimeout console crypto fetch performance queueMicrotask setImmediate
  setInterval setTimeout structuredClone`.split(/\s+/),
);

// RegExp.$1 and its like hold what was matched last, whoever matched it.
const MATCHED_LAST = /^(\$.|input|lastMatch|lastParen|leftContext|rightContext)$/;

// Parallel arrays, read by index alone: at the time of the check no method can be trusted.
const objects = [];
const keys = [];
const values = [];
const prototypes = [];
const FIXED = {};

let taken = false;

/** The two functions below, for the first who asks: code must not say what is to be remembered. */
export function take() {
  if (taken) {
    throw new Error('This is not for code of the site');
  }
  taken = true;
  return { intact, remember };
}

/** Takes the shared objects as they are now for what they have to be. */
function remember() {
  if (objects.length === 0) {
    restrict();
    collect();
  }
  for (let i = 0; i < objects.length; i++) {
    keys[i] = ownKeys(objects[i]);
    values[i] = keys[i].map((key) => fixed(objects[i], key));
    prototypes[i] = getPrototypeOf(objects[i]);
  }
}

/** Whether nothing that was remembered has changed. */
function intact() {
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i];
    const expected = keys[i];
    if (ownKeys(object).length !== expected.length || getPrototypeOf(object) !== prototypes[i]) {
      return false;
    }
    const before = values[i];
    for (let j = 0; j < expected.length; j++) {
      if (before[j] !== FIXED && object[expected[j]] !== before[j]) {
        return false;
      }
    }
  }
  return true;
}

function restrict() {
  for (const name of ownKeys(globalThis)) {
    if (typeof name === 'string' && !ALLOWED.has(name) && !deleteProperty(globalThis, name)) {
      throw new Error(`the global ${name} cannot be removed`);
    }
  }
  for (const name of ownKeys(RegExp)) {
    if (typeof name === 'string' && MATCHED_LAST.test(name)) {
      deleteProperty(RegExp, name);
    }
  }
}

function collect() {
  const queue = [globalThis, ...unnamed()];
  const seen = new Set();
  for (const object of queue) {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null || seen.has(object)) {
      continue;
    }
    seen.add(object);
    queue.push(getPrototypeOf(object));
    const names = ownKeys(object);
    for (const name of names) {
      const { get, set, value } = getOwnPropertyDescriptor(object, name);
      queue.push(get, set, value);
      fixed(object, name);
    }
    if (typeof object === 'function' && !names.includes('prototype')) {
      preventExtensions(object);
    } else {
      objects.push(object);
    }
  }
}

/** Objects that lead to those that no global leads to. */
function unnamed() {
  return [
    function* () {},
    async function () {},
    async function* () {},
    (function* () {})(),
    (async function* () {})(),
    [].values(),
    [].values().map?.((each) => each),
    Iterator.from?.({ next() {} }),
    ''[Symbol.iterator](),
    'a'.matchAll(/a/g),
    new Map().values(),
    new Set().values(),
    new Intl.Segmenter().segment(''),
    new Intl.Segmenter().segment('')[Symbol.iterator](),
  ];
}

// The value that a property has to keep, or FIXED if it cannot change.
function fixed(object, name) {
  const descriptor = getOwnPropertyDescriptor(object, name);
  if (descriptor.configurable) {
    defineProperty(object, name, { configurable: false });
  }
  return descriptor.writable ? descriptor.value : FIXED;
}
