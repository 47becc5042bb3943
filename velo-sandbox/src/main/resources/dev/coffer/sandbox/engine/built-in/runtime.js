// What every context begins with: the globals that GraalJS lacks, and the functions that the loop
// calls.

import './console.js';
import { answer, hostCall } from './host.js';
import { httpAnswer, httpRequest } from './http.js';
import { take } from './intrinsics.js';
import { fire } from './timers.js';
import { endTimeouts } from './web.js';
import { wrapped } from './wix-web-module.js';

const { intact, remember } = take();
const { parse, stringify } = JSON;
const { apply, ownKeys } = Reflect;
const functionText = Function.prototype.toString;
const LONGEST = 64 * 1024;
const modules = new Map();

async function load(path) {
  let module = modules.get(path);
  if (module === undefined) {
    module = await import(path);
    modules.set(path, module);
    remember();
  }
  return module;
}

async function call(path, name, input, http) {
  let result;
  let ended = false;
  try {
    const module = await load(path);
    const called = ownKeys(module).includes(name) ? module[name] : undefined;
    if (typeof called !== 'function') {
      throw new Error(`${path.slice(1)} exports no function with the name ${name}`);
    }
    result = http
      ? await httpAnswer(await called(httpRequest(parse(input))))
      : await apply(called, undefined, parse(input));
    ended = true;
    result = stringify(result);
  } catch (thrown) {
    tell(thrown, ended ? 'What the function returned cannot be sent as JSON: ' : '');
    return;
  } finally {
    endTimeouts();
  }
  hostCall('returned', result);
}

// Reports what a module exports, after running it.
async function survey(path) {
  try {
    const module = await load(path);
    for (const name of Object.keys(module)) {
      const exported = module[name];
      if (typeof exported === 'function') {
        const method = wrapped.get(exported);
        const text = apply(functionText, method ? method.called : exported, []);
        hostCall('export', name, method?.permission, text);
      }
    }
  } catch (thrown) {
    tell(thrown);
    return;
  }
  hostCall('returned', undefined);
}

// Whatever was thrown, each property is read by itself: a getter may throw, a proxy may lie.
function tell(thrown, before = '') {
  const isObject = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function';
  const read = (name) => {
    try {
      const value = isObject ? thrown[name] : undefined;
      return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, LONGEST) : undefined;
    } catch {
      return undefined;
    }
  };
  const message = before + (read('message') ?? asText(thrown));
  hostCall('threw', read('name') ?? 'Error', message, read('code'), detailsOf(thrown), read('stack'));
}

function asText(thrown) {
  try {
    return typeof thrown === 'object' && thrown !== null ? stringify(thrown) ?? '' : String(thrown);
  } catch {
    return 'What was thrown cannot be shown as text';
  }
}

function detailsOf(thrown) {
  try {
    return stringify(thrown?.details);
  } catch {
    return undefined;
  }
}

remember();
hostCall('ready', call, survey, answer, fire, intact);
