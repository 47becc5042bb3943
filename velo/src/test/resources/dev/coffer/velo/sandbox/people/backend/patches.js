// What people add to the objects of the language, and set on their own.
String.prototype.toTitle = function () {
  return this.replace(/\b\w/g, (letter) => letter.toUpperCase());
};
Array.prototype.last = function () {
  return this[this.length - 1];
};
Function.prototype.twice = function (value) {
  return this(this(value));
};
Object.size = (object) => Object.keys(object).length;
Math.clamp = (value, least, most) => Math.min(Math.max(value, least), most);
BigInt.prototype.toJSON = function () {
  return this.toString();
};
if (!Array.prototype.flatMap) {
  Array.prototype.flatMap = () => 'a copy for old browsers';
}
globalThis.settings = { currency: 'EUR' };

class Stack extends Array {
  push(...values) {
    return super.push(...values.map(String));
  }
}

class Cache extends Map {
  get = (key) => super.get(key) ?? 'none';
}

function OldError(message) {
  this.message = message;
}
OldError.prototype = Object.create(Error.prototype);
OldError.prototype.constructor = OldError;
OldError.prototype.name = 'OldError';
OldError.prototype.toString = () => 'an old error';

export function patched() {
  const stack = new Stack();
  stack.push(1, 2);
  const own = { map: 1 };
  own.hasOwnProperty = 'mine';
  own.toString = () => 'own';
  const error = new Error('x');
  error.name = 'Renamed';
  error.toString = () => 'renamed';
  const date = new Date(1);
  date.toJSON = () => 'a date';
  const failed = new OldError('old');
  return [
    'a title'.toTitle(), [1, 2].last(), Object.size({ a: 1 }), Math.clamp(7, 1, 5), ((n) => n + 1).twice(1), 5n, date,
    settings.currency, stack, new Cache().get('a'), own.hasOwnProperty, `${own}`, `${error}`, error.name,
    `${failed}`, failed instanceof Error, failed.name,
  ];
}

export function replaced() {
  JSON.parse = () => 'something else';
}
