import { hostCall, global, isBytes } from './host.js';

const LONGEST = 64 * 1024;
const DEPTH = 4;
const ITEMS = 100;
const REASONS = ['cause', 'errors'];

const LEVELS = { debug: 'debug', error: 'error', info: 'info', log: 'log', trace: 'debug', warn: 'warn' };

const console = {};
for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...said) => say(level, said);
}
console.assert = (holds, ...said) => holds || say('error', ['Assertion failed', ...said]);
console.dir = (object) => say('log', [object]);
console.table = console.dir;
console.group = (...said) => said.length > 0 && say('log', said);
console.groupCollapsed = console.group;
console.groupEnd = () => {};

const began = new Map();
const counts = new Map();

console.time = (label = 'default') => {
  began.set(String(label), hostCall('now'));
};
console.timeLog = (label = 'default', ...said) => {
  if (began.has(String(label))) {
    say('log', [`${label}: ${(hostCall('now') - began.get(String(label))).toFixed(3)}ms`, ...said]);
  }
};
console.timeEnd = (label = 'default') => {
  console.timeLog(label);
  began.delete(String(label));
};
console.count = (label = 'default') => {
  counts.set(String(label), (counts.get(String(label)) ?? 0) + 1);
  say('log', [`${label}: ${counts.get(String(label))}`]);
};
console.countReset = (label = 'default') => {
  counts.delete(String(label));
};
global('console', console);

function say(level, said) {
  if (!hostCall('listens')) {
    return;
  }
  const place = new Error().stack;
  hostCall('say', level, format(said).slice(0, LONGEST), typeof place === 'string' ? place : '');
}

function format(said) {
  const rest = [...said];
  let text = '';
  if (typeof rest[0] === 'string' && rest.length > 1) {
    text = rest.shift().replace(/%[sdifjoOc%]/g, (mark) => {
      if (mark === '%%') {
        return '%';
      }
      return rest.length === 0 ? mark : formatAs(mark, rest.shift());
    });
    if (rest.length > 0) {
      text += ' ';
    }
  }
  return text + rest.map((each) => (typeof each === 'string' ? each : show(each))).join(' ');
}

function formatAs(mark, value) {
  switch (mark) {
    case '%s':
      return typeof value === 'string' ? value : show(value);
    case '%d':
      return typeof value === 'bigint' ? `${value}n` : String(Number(value));
    case '%i':
      return typeof value === 'bigint' ? `${value}n` : String(parseInt(value, 10));
    case '%f':
      return String(parseFloat(value));
    case '%c':
      return '';
    default:
      return show(value);
  }
}

function show(value) {
  try {
    return inspect(value, DEPTH, []);
  } catch {
    return '[cannot be shown]';
  }
}

function inspect(value, depth, above) {
  switch (typeof value) {
    case 'string':
      return `'${value.slice(0, LONGEST)}'`;
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return value.toString();
    case 'function':
      return functionName(value);
    case 'object':
      return value === null ? 'null' : inspectObject(value, depth, above);
    default:
      return Object.is(value, -0) ? '-0' : String(value);
  }
}

function functionName(value) {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function';
  return value.name ? `[${kind}: ${value.name}]` : `[${kind} (anonymous)]`;
}

function inspectObject(value, depth, above) {
  if (above.includes(value)) {
    return '[Circular]';
  }
  const within = [...above, value];
  const inner = (each) => inspect(each, depth - 1, within);
  if (value instanceof Error) {
    return errorText(value) + own(value, inner, depth, ['stack', 'message', ...REASONS], '') + reasons(value, inner, depth);
  }
  if (value instanceof Date) {
    return isNaN(value) ? 'Invalid Date' : value.toISOString();
  }
  if (value instanceof RegExp) {
    return value.toString();
  }
  if (value instanceof Promise) {
    return 'Promise { … }';
  }
  if (value instanceof URL) {
    return inspect(value.href, depth, above);
  }
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? '[Object: null prototype]';
  if (depth < 0) {
    return Array.isArray(value) ? '[Array]' : `[${name}]`;
  }
  if (name === 'Buffer' && isBytes(value)) {
    const more = value.length > ITEMS ? ` … ${value.length - ITEMS} more bytes` : '';
    return `<Buffer ${value.toString('hex', 0, ITEMS).replace(/..(?=.)/g, '$& ')}${more}>`;
  }
  if (Array.isArray(value) || isBytes(value)) {
    const items = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    const prefix = name === 'Array' ? '' : `${name}(${items.length ?? items.byteLength}) `;
    return prefix + list('[', Array.prototype.slice.call(items, 0, ITEMS).map(inner), items.length, ']');
  }
  if (value instanceof Map) {
    const entries = [...value].slice(0, ITEMS);
    return list(`Map(${value.size}) {`, entries.map(([k, v]) => `${inner(k)} => ${inner(v)}`), value.size, '}');
  }
  if (value instanceof Set) {
    return list(`Set(${value.size}) {`, [...value].slice(0, ITEMS).map(inner), value.size, '}');
  }
  return own(value, inner, depth, [], name === 'Object' ? '{' : `${name} {`);
}

// Why an error was thrown: engines keep it in properties that nobody lists.
function reasons(error, inner, depth) {
  return REASONS.map((name) => Object.getOwnPropertyDescriptor(error, name)?.value)
    .map((reason, i) =>
      reason === undefined || depth < 0 ? '' : `\n[${REASONS[i]}]: ${inner(reason)}`.replaceAll('\n', '\n    ')
    )
    .join('');
}

function own(value, inner, depth, without, opening) {
  const keys = Object.keys(value).filter((key) => !without.includes(key));
  if (opening === '' && (keys.length === 0 || depth < 0)) {
    return '';
  }
  const items = keys.slice(0, ITEMS).map((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    const shown = descriptor?.get ? '[Getter]' : inner(descriptor?.value);
    return `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : inspect(key)}: ${shown}`;
  });
  return list(opening || ' {', items, keys.length, '}');
}

function list(opening, items, size, closing) {
  if (items.length === 0) {
    return opening + closing;
  }
  const all = size > items.length ? [...items, `… ${size - items.length} more`] : items;
  const line = all.join(', ');
  const spaced = opening.endsWith('{') || line.length > 72;
  return line.length > 72 || line.includes('\n')
    ? `${opening}\n  ${all.join(',\n').replaceAll('\n', '\n  ')}\n${closing}`
    : spaced
      ? `${opening} ${line} ${closing}`
      : `${opening}${line}${closing}`;
}

function errorText(error) {
  const heading = `${error.name}: ${error.message}`;
  const frames = String(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at .*\/(backend|public)\//.test(line))
    .map((line) => line.replace(/\/(backend|public)\//, '$1/'));
  return [heading, ...frames].join('\n');
}
