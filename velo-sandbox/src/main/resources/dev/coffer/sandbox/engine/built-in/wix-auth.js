import { elevated } from './secrets.js';

/** The same function with the rights of the site. */
export function elevate(called) {
  if (typeof called !== 'function') {
    throw new TypeError('elevate(function): the argument is not a function');
  }
  return elevated.get(called) ?? ((...parameters) => called(...parameters));
}
