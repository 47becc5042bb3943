// URL and URLSearchParams of https://url.spec.whatwg.org for what backend code does with them.
// Differences: a host is not checked for what no domain may hold, and IPv4 addresses are taken as
// they are written.

import { hostCall } from './host.js';

const PORTS = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443', 'ftp:': '21' };
const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;
const AUTHORITY = /^(?:([^@/]*)@)?(\[[0-9a-fA-F:.]+\]|[^:/?#@\s]*)(?::(\d*))?$/;

// What stays as it is in each part; all else is percent-encoded as UTF-8.
const PATH = /[^\x21\x24-\x3b\x3d\x40-\x5f\x61-\x7a\x7c\x7e]+/gu;
const QUERY = /[^\x21\x24-\x26\x28-\x3b\x3d\x3f-\x7e]+/gu;
const FRAGMENT = /[^\x21\x23-\x3b\x3d\x3f-\x5f\x61-\x7e]+/gu;
const OPAQUE = /[^\x20-\x7e]+/gu;
const USER = /[^\x21\x24-\x2e\x30-\x39\x41-\x5a\x5f\x61-\x7a\x7e%]+/gu;

function encode(text, what) {
  return text.toWellFormed().replace(what, (part) =>
    Array.from(hostCall('utf8Bytes', part), (byte) => percent(byte)).join(''),
  );
}

const percent = (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function invalid(text) {
  const error = new TypeError(`Invalid URL: ${text}`);
  error.code = 'ERR_INVALID_URL';
  return error;
}

function parse(input, base) {
  let rest = input.replace(/^[\0- ]+|[\0- ]+$/g, '').replace(/[\t\n\r]/g, '');
  const url = { protocol: '', username: '', password: '', hostname: '', port: '', pathname: '', search: '', hash: '' };
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    url.hash = encode(rest.slice(hash), FRAGMENT);
    rest = rest.slice(0, hash);
  }
  const scheme = SCHEME.exec(rest);
  if (scheme) {
    url.protocol = scheme[0].toLowerCase();
    rest = rest.slice(scheme[0].length);
  } else if (base === undefined) {
    throw invalid(input);
  } else {
    url.protocol = base.protocol;
  }
  const special = url.protocol in PORTS;
  const query = rest.indexOf('?');
  if (query >= 0) {
    url.search = encode(rest.slice(query), QUERY);
    rest = rest.slice(0, query);
  }
  if (special) {
    rest = rest.replaceAll('\\', '/');
  }
  const absolute = scheme && !(special && base?.protocol === url.protocol && !rest.startsWith('//'));
  if (absolute && special) {
    rest = `//${rest.replace(/^\/+/, '')}`;
  }
  if (rest.startsWith('//')) {
    const end = rest.indexOf('/', 2);
    authority(url, end < 0 ? rest.slice(2) : rest.slice(2, end), special, input);
    url.pathname = walk(end < 0 ? '' : rest.slice(end), special);
  } else if (absolute) {
    url.pathname = rest.startsWith('/') ? walk(rest, false) : encode(rest, OPAQUE);
    url.opaque = true;
  } else {
    relative(url, rest, base, query >= 0);
  }
  return url;
}

function authority(url, text, special, input) {
  const at = text.lastIndexOf('@');
  const parts = AUTHORITY.exec(at < 0 ? text : text.slice(at + 1));
  if (!parts || (special && parts[2] === '') || Number(parts[3] ?? 0) > 65535) {
    throw invalid(input);
  }
  if (at >= 0) {
    const [, user, password] = /^([^:]*)(?::(.*))?$/s.exec(text.slice(0, at));
    url.username = encode(user, USER);
    url.password = encode(password ?? '', USER);
  }
  url.hostname = special ? hostCall('domain', parts[2]) : parts[2];
  if (special && !url.hostname) {
    throw invalid(input);
  }
  const port = parts[3] ? String(Number(parts[3])) : '';
  url.port = port === PORTS[url.protocol] ? '' : port;
}

function relative(url, rest, base, hasQuery) {
  if (base.opaque && rest !== '') {
    throw invalid(rest);
  }
  for (const part of ['username', 'password', 'hostname', 'port', 'opaque']) {
    url[part] = base[part];
  }
  if (rest === '') {
    url.pathname = base.pathname;
    url.search = hasQuery ? url.search : base.search;
  } else {
    url.pathname = walk(rest[0] === '/' ? rest : base.pathname.replace(/[^/]*$/, '') + rest, true);
  }
}

// Takes out the segments . and .. of a path.
function walk(path, special) {
  const walked = [];
  const segments = path.split('/').slice(1);
  segments.forEach((segment, i) => {
    const plain = segment.replace(/%2e/gi, '.');
    const last = i === segments.length - 1;
    if (plain === '..') {
      walked.pop();
    } else if (plain !== '.') {
      walked.push(encode(segment, PATH));
      return;
    }
    if (last) {
      walked.push('');
    }
  });
  return walked.length === 0 && !special && path === '' ? '' : `/${walked.join('/')}`;
}

export class URL {
  #url;
  #parameters;

  constructor(url, base) {
    this.#url = parse(String(url), base === undefined ? undefined : parse(String(base)));
    this.#parameters = new URLSearchParams(this.#url.search);
    this.#parameters[CHANGED] = () => {
      const text = this.#parameters.toString();
      this.#url.search = text && `?${text}`;
    };
  }

  static canParse(url, base) {
    return URL.parse(url, base) !== null;
  }

  static parse(url, base) {
    try {
      return new URL(url, base);
    } catch {
      return null;
    }
  }

  get href() {
    const { protocol, username, password, pathname, search, hash, opaque } = this.#url;
    const user = username || password ? `${username}${password && `:${password}`}@` : '';
    return `${protocol}${opaque ? '' : '//'}${user}${this.host}${pathname}${search}${hash}`;
  }

  set href(url) {
    this.#url = parse(String(url));
    this.#parameters[REPLACED](this.#url.search);
  }

  get origin() {
    return this.#url.protocol in PORTS ? `${this.#url.protocol}//${this.host}` : 'null';
  }

  get host() {
    return this.#url.hostname + (this.#url.port && `:${this.#url.port}`);
  }

  set host(host) {
    this.#setHost(String(host), true);
  }

  // What is no host is ignored, as in browsers.
  #setHost(text, withPort) {
    const [host] = /^[^/?#\\]*/.exec(text);
    const namesPort = /:\d*$/.test(host);
    if (this.#url.opaque || host.includes('@') || (namesPort && !withPort)) {
      return;
    }
    const changed = { ...this.#url };
    try {
      authority(changed, host, changed.protocol in PORTS, host);
    } catch {
      return;
    }
    this.#url.hostname = changed.hostname;
    this.#url.port = namesPort ? changed.port : this.#url.port;
  }

  get protocol() {
    return this.#url.protocol;
  }

  set protocol(protocol) {
    const wanted = `${String(protocol).replace(/:.*$/s, '').toLowerCase()}:`;
    if (wanted in PORTS && this.#url.protocol in PORTS) {
      this.#url.protocol = wanted;
      this.port = this.#url.port;
    }
  }

  get username() {
    return this.#url.username;
  }

  set username(username) {
    this.#url.username = encode(String(username), USER);
  }

  get password() {
    return this.#url.password;
  }

  set password(password) {
    this.#url.password = encode(String(password), USER);
  }

  get hostname() {
    return this.#url.hostname;
  }

  set hostname(hostname) {
    this.#setHost(String(hostname), false);
  }

  get port() {
    return this.#url.port;
  }

  set port(port) {
    const text = String(port);
    const [number] = /^\d*/.exec(text);
    if (Number(number) <= 65535 && (number !== '' || text === '')) {
      this.#url.port = number === PORTS[this.#url.protocol] ? '' : number;
    }
  }

  get pathname() {
    return this.#url.pathname;
  }

  set pathname(path) {
    if (!this.#url.opaque) {
      const text = String(path).replaceAll('?', '%3F').replaceAll('#', '%23');
      this.#url.pathname = walk(text[0] === '/' ? text : `/${text}`, true);
    }
  }

  get search() {
    return this.#url.search === '?' ? '' : this.#url.search;
  }

  set search(search) {
    const text = String(search).replace(/^\?/, '').replaceAll('#', '%23');
    this.#url.search = text && `?${encode(text, QUERY)}`;
    this.#parameters[REPLACED](this.#url.search);
  }

  get searchParams() {
    return this.#parameters;
  }

  get hash() {
    return this.#url.hash === '#' ? '' : this.#url.hash;
  }

  set hash(hash) {
    const text = String(hash).replace(/^#/, '');
    this.#url.hash = text && `#${encode(text, FRAGMENT)}`;
  }

  toString() {
    return this.href;
  }

  toJSON() {
    return this.href;
  }
}

const CHANGED = Symbol('changed');
const REPLACED = Symbol('replaced');
const FORM = /[^*\-.0-9A-Z_a-z ]+/gu;

const formEncode = (text) => encode(text, FORM).replaceAll(' ', '+');

function formDecode(text) {
  const bytes = hostCall('utf8Bytes', text.replaceAll('+', ' ')).replace(/%([0-9a-fA-F]{2})/g, (_, hex) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return hostCall('utf8Text', bytes);
}

export class URLSearchParams {
  #pairs = [];

  constructor(init = '') {
    if (typeof init === 'object' && init !== null) {
      const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
      for (const [name, value] of entries) {
        this.#pairs.push([String(name), String(value)]);
      }
    } else {
      this[REPLACED](String(init));
    }
    Object.defineProperty(this, CHANGED, { value: () => {}, writable: true });
  }

  [REPLACED](text) {
    this.#pairs = text
      .replace(/^\?/, '')
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [, name, value] = /^([^=]*)=?(.*)$/s.exec(pair);
        return [formDecode(name), formDecode(value)];
      });
  }

  get size() {
    return this.#pairs.length;
  }

  append(name, value) {
    this.#pairs.push([String(name), String(value)]);
    this[CHANGED]();
  }

  delete(name, value) {
    this.#pairs = this.#pairs.filter(([n, v]) => n !== String(name) || (value !== undefined && v !== String(value)));
    this[CHANGED]();
  }

  get(name) {
    return this.#pairs.find(([n]) => n === String(name))?.[1] ?? null;
  }

  getAll(name) {
    return this.#pairs.filter(([n]) => n === String(name)).map(([, v]) => v);
  }

  has(name, value) {
    return this.#pairs.some(([n, v]) => n === String(name) && (value === undefined || v === String(value)));
  }

  set(name, value) {
    const first = this.#pairs.findIndex(([n]) => n === String(name));
    if (first < 0) {
      this.append(name, value);
      return;
    }
    this.#pairs[first][1] = String(value);
    this.#pairs = this.#pairs.filter(([n], i) => i === first || n !== String(name));
    this[CHANGED]();
  }

  sort() {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this[CHANGED]();
  }

  forEach(callback, self) {
    for (const [name, value] of this.#pairs) {
      callback.call(self, value, name, this);
    }
  }

  *entries() {
    for (const [name, value] of this.#pairs) yield [name, value];
  }

  *keys() {
    for (const [name] of this.#pairs) yield name;
  }

  *values() {
    for (const [, value] of this.#pairs) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  toString() {
    return this.#pairs.map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`).join('&');
  }
}

export default Object.freeze({ URL, URLSearchParams });
