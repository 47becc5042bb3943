// Blob, File and FormData of https://w3c.github.io/FileAPI and https://xhr.spec.whatwg.org, as far as
// backend code sends files with them.

import { binaryOf, bytesOf, hostCall, global, isBytes } from './host.js';

let binaryIn;

export class Blob {
  #binary = '';
  #type;

  static {
    binaryIn = (blob) => blob.#binary;
  }

  constructor(parts = [], { type = '' } = {}) {
    for (const part of parts) {
      this.#binary += partOf(part);
    }
    this.#type = String(type).toLowerCase();
  }

  get size() {
    return this.#binary.length;
  }

  get type() {
    return this.#type;
  }

  async text() {
    return hostCall('utf8Text', this.#binary);
  }

  async bytes() {
    return bytesOf(this.#binary);
  }

  async arrayBuffer() {
    return bytesOf(this.#binary).buffer;
  }

  slice(start, end, type = '') {
    return new Blob([bytesOf(this.#binary).subarray(start, end)], { type });
  }
}

export class File extends Blob {
  #name;
  #lastModified;

  constructor(parts, name, { lastModified = Date.now(), ...options } = {}) {
    super(parts, options);
    this.#name = String(name);
    this.#lastModified = lastModified;
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }
}

/** What stands in a body: bytes as they are, all else as text. */
export function partOf(part) {
  if (part instanceof Blob) {
    return binaryIn(part);
  }
  return isBytes(part) ? binaryOf(part) : hostCall('utf8Bytes', String(part));
}

export class FormData {
  #entries = [];

  append(name, value, filename) {
    this.#entries.push(entry(name, value, filename));
  }

  set(name, value, filename) {
    const first = this.#entries.findIndex(([n]) => n === String(name));
    this.delete(name);
    this.#entries.splice(first < 0 ? this.#entries.length : first, 0, entry(name, value, filename));
  }

  delete(name) {
    this.#entries = this.#entries.filter(([n]) => n !== String(name));
  }

  get(name) {
    return this.#entries.find(([n]) => n === String(name))?.[1] ?? null;
  }

  getAll(name) {
    return this.#entries.filter(([n]) => n === String(name)).map(([, value]) => value);
  }

  has(name) {
    return this.#entries.some(([n]) => n === String(name));
  }

  forEach(callback, self) {
    this.#entries.forEach(([name, value]) => callback.call(self, value, name, this));
  }

  *entries() {
    for (const [name, value] of this.#entries) yield [name, value];
  }

  *keys() {
    for (const [name] of this.#entries) yield name;
  }

  *values() {
    for (const [, value] of this.#entries) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}

function entry(name, value, filename) {
  if (!(value instanceof Blob)) {
    return [String(name), String(value)];
  }
  const named = value instanceof File && filename === undefined;
  return [String(name), named ? value : new File([value], filename ?? 'blob', { type: value.type })];
}

/** A form as multipart/form-data: its bytes, and the type that names their boundary. */
export function multipart(form) {
  const boundary = `----coffer-${hostCall('uuid')}`;
  let binary = '';
  for (const [name, value] of form) {
    binary += `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (value instanceof File) {
      binary += `; filename="${quoted(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}`;
      binary += `\r\n\r\n${binaryIn(value)}\r\n`;
    } else {
      binary += `\r\n\r\n${hostCall('utf8Bytes', value.replace(/\r\n?|\n/g, '\r\n'))}\r\n`;
    }
  }
  return { binary: `${binary}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}

function quoted(name) {
  return hostCall('utf8Bytes', name.replace(/\r\n?|\n/g, '%0D%0A').replaceAll('"', '%22'));
}

global('Blob', Blob);
global('File', File);
global('FormData', FormData);
