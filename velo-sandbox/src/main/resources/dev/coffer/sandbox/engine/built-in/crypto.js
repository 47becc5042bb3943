// Of Node's crypto what signing and checking signatures needs: digests, HMACs and random bytes.

import { Buffer } from './buffer.js';
import { binaryOf, bytesOf, hostCall, isBytes, withCode } from './host.js';

const LONGEST = 8 * 1024 * 1024;

const binary = (data, encoding) => {
  if (typeof data !== 'string' && !isBytes(data)) {
    throw withCode(new TypeError(), 'The data must be a string or bytes', 'ERR_INVALID_ARG_TYPE');
  }
  return binaryOf(typeof data === 'string' ? Buffer.from(data, encoding) : data);
};

const encoded = (bytes, encoding) => {
  const buffer = Buffer.from(bytesOf(bytes).buffer);
  return encoding === undefined || encoding === 'buffer' ? buffer : buffer.toString(encoding);
};

class Digest {
  #digested;
  #data = [];
  #length = 0;

  constructor(digested) {
    this.#digested = digested;
  }

  update(data, encoding) {
    const part = binary(data, encoding);
    this.#length += part.length;
    if (this.#length > LONGEST) {
      throw new RangeError('At most 8 MiB can be digested');
    }
    this.#parts().push(part);
    return this;
  }

  digest(encoding) {
    const data = this.#parts().join('');
    this.#data = undefined;
    return encoded(this.#digested(data), encoding);
  }

  #parts() {
    if (this.#data === undefined) {
      throw withCode(new Error(), 'Digest already called', 'ERR_CRYPTO_HASH_FINALIZED');
    }
    return this.#data;
  }
}

function digest(kind, algorithm, key) {
  const digested = (data) => hostCall(kind, String(algorithm), data, key);
  if (digested('') === null) {
    throw new Error(`The digest ${algorithm} is not available here: md5, sha1, sha224, sha256, sha384 and sha512 are`);
  }
  return new Digest(digested);
}

export function createHash(algorithm) {
  return digest('hash', algorithm, '');
}

export function createHmac(algorithm, key) {
  return digest('hmac', algorithm, binary(key));
}

export const getHashes = () => ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

export function randomBytes(size, callback) {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 65536) {
    crypto.getRandomValues(bytes.subarray(i, i + 65536));
  }
  if (callback === undefined) {
    return bytes;
  }
  queueMicrotask(() => callback(null, bytes));
  return undefined;
}

export const randomUUID = () => hostCall('uuid');

export function timingSafeEqual(a, b) {
  if (!isBytes(a) || !isBytes(b)) {
    throw withCode(new TypeError(), 'timingSafeEqual compares bytes', 'ERR_INVALID_ARG_TYPE');
  }
  if (a.byteLength !== b.byteLength) {
    throw withCode(
      new RangeError(),
      'Input buffers must have the same byte length',
      'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
    );
  }
  return hostCall('same', binaryOf(a), binaryOf(b));
}

Object.freeze(Digest.prototype);
Object.freeze(Digest);
[createHash, createHmac, getHashes, randomBytes, randomUUID, timingSafeEqual].forEach(Object.freeze);
export default Object.freeze({ createHash, createHmac, getHashes, randomBytes, randomUUID, timingSafeEqual });
