import { hostCall, global } from './host.js';

const timers = new Map();
let made = 0;

// Before all that waits for a time, even if that has come.
const IMMEDIATELY = Symbol('immediately');

export function start(callback, delay, parameters, repeats) {
  if (typeof callback !== 'function') {
    throw new TypeError('A timer needs a function to call');
  }
  const id = ++made;
  const milliseconds =
    delay === IMMEDIATELY
      ? -1
      : Math.min(Math.max(Math.trunc(Number(delay)) || 0, repeats ? 1 : 0), 2147483647);
  timers.set(id, { callback, parameters, milliseconds, repeats });
  arm(id, milliseconds);
  return id;
}

function arm(id, milliseconds) {
  if (!hostCall('timer', id, milliseconds)) {
    timers.delete(id);
    throw new RangeError('Too many timers wait at once');
  }
}

export function stop(id) {
  if (timers.delete(id)) {
    hostCall('untimer', id);
  }
}

/** Runs what a timer was made for; called by the loop. */
export function fire(id) {
  const timer = timers.get(id);
  if (timer === undefined) {
    return;
  }
  if (timer.repeats) {
    arm(id, timer.milliseconds);
  } else {
    timers.delete(id);
  }
  timer.callback(...timer.parameters);
}

global('setTimeout', (callback, delay, ...parameters) => start(callback, delay, parameters, false));
global('setInterval', (callback, delay, ...parameters) => start(callback, delay, parameters, true));
global('setImmediate', (callback, ...parameters) => start(callback, IMMEDIATELY, parameters, false));
global('clearTimeout', stop);
global('clearInterval', stop);
global('clearImmediate', stop);
global('queueMicrotask', (callback) => {
  if (typeof callback !== 'function') {
    throw new TypeError('queueMicrotask needs a function to call');
  }
  Promise.resolve().then(() => callback());
});
