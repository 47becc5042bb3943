import { Buffer } from './buffer.js';
import { Blob, FormData, multipart, partOf } from './forms.js';
import { ask, bytesOf, hostCall } from './host.js';
import { URLSearchParams } from './url.js';

export class Headers {
  #values = new Map();

  constructor(init = {}) {
    const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
    for (const [name, value] of entries) {
      for (const each of Array.isArray(value) ? value : [value]) {
        this.append(name, each);
      }
    }
  }

  append(name, value) {
    this.set(name, this.has(name) ? `${this.get(name)}, ${value}` : value);
  }

  delete(name) {
    this.#values.delete(String(name).toLowerCase());
  }

  get(name) {
    return this.#values.get(String(name).toLowerCase()) ?? null;
  }

  has(name) {
    return this.#values.has(String(name).toLowerCase());
  }

  set(name, value) {
    this.#values.set(String(name).toLowerCase(), String(value).trim());
  }

  forEach(callback, self) {
    this.#values.forEach((value, name) => callback.call(self, value, name, this));
  }

  entries() {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1)).values();
  }

  *keys() {
    for (const [name] of this.entries()) yield name;
  }

  *values() {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}

let responseOf;

export class Response {
  #binary;
  #used = false;

  static {
    responseOf = (binary, init) => {
      const response = new Response('', init);
      response.#binary = binary;
      return response;
    };
  }

  constructor(body = '', { status = 200, statusText = '', headers = {}, url = '', redirected = false } = {}) {
    this.#binary = binaryBody(body) ?? '';
    Object.assign(this, { status, statusText, headers: new Headers(headers), url, redirected });
  }

  get ok() {
    return this.status >= 200 && this.status < 300;
  }

  get bodyUsed() {
    return this.#used;
  }

  #take() {
    if (this.#used) {
      throw new TypeError('The body was read already');
    }
    this.#used = true;
    return this.#binary;
  }

  async text() {
    return hostCall('utf8Text', this.#take());
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async arrayBuffer() {
    return bytesOf(this.#take()).buffer;
  }

  async blob() {
    const type = this.headers.get('content-type') ?? '';
    return new Blob([await this.arrayBuffer()], { type });
  }

  async buffer() {
    return Buffer.from(await this.arrayBuffer());
  }

  clone() {
    if (this.#used) {
      throw new TypeError('The body was read already');
    }
    return responseOf(this.#binary, this);
  }
}

export async function fetch(target, { method = 'GET', headers = {}, body, signal } = {}) {
  const sent = new Headers(headers);
  let binary;
  if (body instanceof FormData) {
    const form = multipart(body);
    ({ binary } = form);
    // Whatever code says: it does not know the boundary.
    sent.set('Content-Type', form.type);
  } else {
    binary = binaryBody(body);
  }
  if (body instanceof URLSearchParams && !sent.has('content-type')) {
    sent.set('Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8');
  } else if (typeof body === 'string' && !sent.has('content-type')) {
    sent.set('Content-Type', 'text/plain;charset=UTF-8');
  } else if (body instanceof Blob && body.type !== '' && !sent.has('content-type')) {
    sent.set('Content-Type', body.type);
  }
  signal?.throwIfAborted();
  const asked = ask('fetch', {
    url: String(target?.url ?? target),
    method: String(method).toUpperCase(),
    headers: Object.fromEntries(sent),
    body: binary === undefined ? undefined : hostCall('toBase64', binary),
  });
  const answer = await (signal
    ? Promise.race([asked, new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))])
    : asked);
  return responseOf(hostCall('fromBase64', answer.body ?? ''), answer);
}

function binaryBody(body) {
  return body === undefined || body === null ? undefined : partOf(body);
}
