// Whether the objects that all code of a context shares are as they were. A context whose objects
// were changed by a call is thrown away, so that no call finds what another one left in
// Promise.prototype.then.
//
// Their properties become non-configurable, so that none can be deleted, or replaced by a getter that
// answers with the old value, and their methods cannot be replaced; functions that are no constructors,
// and objects that nobody adds to, are frozen. What can still change is compared: values,
// the number of properties, and prototypes. That takes longer than most calls, so little is left to it.

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;

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

// Methods that code gives to its own objects by assignment, which a property of the prototype that
// cannot be written would not let it do.
const OVERRIDDEN = new Set(['constructor', 'toJSON', 'toLocaleString', 'toString', 'valueOf']);

// Parallel arrays, read by index alone: at the time of the check no method can be trusted.
const objects = [];
const counts = [];
const keys = [];
const values = [];
const prototypes = [];

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
    const object = objects[i];
    const names = ownKeys(object);
    counts[i] = names.length;
    keys[i] = names.filter((name) => !fix(object, name));
    values[i] = keys[i].map((name) => object[name]);
    prototypes[i] = getPrototypeOf(object);
  }
}

/** Whether nothing that was remembered has changed. */
function intact() {
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i];
    if (ownKeys(object).length !== counts[i] || getPrototypeOf(object) !== prototypes[i]) {
      return false;
    }
    const names = keys[i];
    const before = values[i];
    for (let j = 0; j < names.length; j++) {
      if (object[names[j]] !== before[j]) {
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
  const queue = [globalThis, ...unnamed().map(getPrototypeOf)];
  const seen = new Set();
  const closed = closedObjects();
  for (const object of queue) {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null || seen.has(object)) {
      continue;
    }
    seen.add(object);
    queue.push(getPrototypeOf(object));
    const names = ownKeys(object);
    const isMethod = typeof object === 'function' && object !== Function.prototype && !names.includes('prototype');
    // Most methods have nothing but a length and a name.
    for (const name of isMethod && names.length <= 2 ? [] : names) {
      const { get, set, value } = getOwnPropertyDescriptor(object, name);
      queue.push(get, set, value);
    }
    if (isMethod || closed.has(object)) {
      Object.freeze(object);
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

/** Objects that code neither adds to nor gives other properties. */
function closedObjects() {
  const found = new Set();
  const add = (object) => {
    const isOpen = object === null || object === Object.prototype || object === Function.prototype;
    if (!isOpen && !found.has(object)) {
      found.add(object);
      add(getPrototypeOf(object));
    }
  };
  const classes = [
    ...ownKeys(Intl).map((name) => Intl[name]),
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[BigInt64Array, BigUint64Array, Float32Array, Float64Array, globalThis.Float16Array ?? DataView],
    ...[ArrayBuffer, DataView, WeakMap, WeakRef, WeakSet],
  ];
  for (const each of classes.filter((one) => typeof one === 'function')) {
    add(each);
    add(each.prototype ?? null);
  }
  [Intl, Reflect, ...unnamed().map(getPrototypeOf)].forEach(add);
  return found;
}

// Keeps a property from changing, as far as code can do without. Returns whether it cannot change now.
function fix(object, name) {
  const { configurable, value, writable } = getOwnPropertyDescriptor(object, name);
  const isMethod = typeof value === 'function' && object !== globalThis && object !== Object.prototype;
  // Code puts functions of its own into the console, to say more or less.
  const isReplaceable = !isMethod || OVERRIDDEN.has(name) || object === globalThis.console;
  if (configurable || (writable && !isReplaceable)) {
    defineProperty(object, name, isReplaceable ? { configurable: false } : { configurable: false, writable: false });
  }
  return !writable || !isReplaceable;
}
