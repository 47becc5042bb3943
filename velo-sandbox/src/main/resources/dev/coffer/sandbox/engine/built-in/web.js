// Globals of browsers and Node.js that code expects.

import { Headers, Response, fetch } from './fetch.js';
import { binaryOf, bytesOf, hostCall, global, isBytes } from './host.js';
import { start, stop } from './timers.js';
import { URL, URLSearchParams } from './url.js';

global('URL', URL);
global('URLSearchParams', URLSearchParams);
global('Headers', Headers);
global('Response', Response);
global('fetch', fetch);

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

global('btoa', (text) => {
  const encoded = hostCall('toBase64', String(text));
  if (encoded === null) {
    throw named('InvalidCharacterError', 'btoa takes characters up to U+00FF alone');
  }
  return encoded;
});

global('atob', (text) => {
  const decoded = hostCall('fromBase64', String(text).replace(/[\t\n\f\r ]/g, ''));
  if (decoded === null) {
    throw named('InvalidCharacterError', 'atob takes base64 alone');
  }
  return decoded;
});

global(
  'TextEncoder',
  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }

    encode(text = '') {
      return bytesOf(hostCall('utf8Bytes', String(text)));
    }
  },
);

global(
  'TextDecoder',
  class TextDecoder {
    constructor(label = 'utf-8') {
      if (!/^\s*utf-?8\s*$/i.test(label)) {
        throw new RangeError(`TextDecoder knows UTF-8 alone, and not ${label}`);
      }
    }

    get encoding() {
      return 'utf-8';
    }

    decode(bytes = new Uint8Array()) {
      return hostCall('utf8Text', binaryOf(bytes)).replace(/^\uFEFF/, '');
    }
  },
);

global('crypto', {
  randomUUID: () => hostCall('uuid'),
  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || array.byteLength > 65536) {
      throw named('QuotaExceededError', 'getRandomValues takes an array of integers with at most 65536 bytes');
    }
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(bytesOf(hostCall('random', array.byteLength)));
    return array;
  },
});

const began = hostCall('now');
global('performance', { timeOrigin: Date.now(), now: () => hostCall('now') - began });

global('structuredClone', (value) => clone(value, new Map()));

function clone(value, done) {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw named('DataCloneError', `A ${typeof value} cannot be cloned`);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (done.has(value)) {
    return done.get(value);
  }
  const keep = (copy) => {
    done.set(value, copy);
    return copy;
  };
  if (value instanceof Date) {
    return keep(new Date(value));
  }
  if (value instanceof RegExp) {
    return keep(new RegExp(value.source, value.flags));
  }
  if (value instanceof ArrayBuffer) {
    return keep(value.slice(0));
  }
  if (isBytes(value)) {
    const { buffer, byteOffset, byteLength, constructor } = value;
    return keep(new constructor(buffer.slice(byteOffset, byteOffset + byteLength)));
  }
  if (value instanceof Map) {
    const copy = keep(new Map());
    value.forEach((v, k) => copy.set(clone(k, done), clone(v, done)));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    value.forEach((v) => copy.add(clone(v, done)));
    return copy;
  }
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
    throw named('DataCloneError', `A ${value.constructor.name} cannot be cloned`);
  }
  if (value instanceof Error) {
    const made = globalThis[value.name];
    const copy = keep(new (made?.prototype instanceof Error ? made : Error)(value.message));
    copy.stack = value.stack;
    return copy;
  }
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) {
    // By definition, since a key may be __proto__.
    const cloned = clone(value[key], done);
    Object.defineProperty(copy, key, { value: cloned, configurable: true, enumerable: true, writable: true });
  }
  return copy;
}

let abort;

const timeouts = new Set();

/** Calls off what `AbortSignal.timeout` began: nobody waits for it once the call has ended. */
export function endTimeouts() {
  timeouts.forEach(stop);
  timeouts.clear();
}

class AbortSignal {
  aborted = false;
  reason = undefined;
  onabort = null;
  #listeners = new Set();

  static abort(reason) {
    const controller = new AbortController();
    controller.abort(reason);
    return controller.signal;
  }

  static timeout(milliseconds) {
    const controller = new AbortController();
    const over = () => controller.abort(named('TimeoutError', 'The time is over'));
    timeouts.add(start(over, milliseconds, [], false));
    return controller.signal;
  }

  addEventListener(type, listener) {
    if (type === 'abort') {
      this.#listeners.add(listener);
    }
  }

  removeEventListener(type, listener) {
    this.#listeners.delete(listener);
  }

  throwIfAborted() {
    if (this.aborted) {
      throw this.reason;
    }
  }

  static {
    abort = (signal, reason) => {
      if (!signal.aborted) {
        signal.aborted = true;
        signal.reason = reason ?? named('AbortError', 'It was aborted');
        const event = { type: 'abort', target: signal };
        signal.onabort?.(event);
        signal.#listeners.forEach((listener) => listener.call(signal, event));
      }
    };
  }
}



class AbortController {
  signal = new AbortSignal();

  abort(reason) {
    abort(this.signal, reason);
  }
}

global('AbortSignal', AbortSignal);
global('AbortController', AbortController);
