/** Which functions webMethod() made: for each, its permission and the function that it calls. */
export const wrapped = new WeakMap();

export const Permissions = Object.freeze({
  Anyone: 'Anyone',
  SiteMember: 'SiteMember',
  Admin: 'Admin',
});

export function webMethod(permission, called) {
  if (typeof called !== 'function') {
    throw new TypeError('webMethod(permission, function): the second argument is not a function');
  }
  if (!Object.hasOwn(Permissions, permission)) {
    throw new TypeError('webMethod(permission, function): the first argument is not one of Permissions');
  }
  const method = (...parameters) => called(...parameters);
  wrapped.set(method, { permission: String(permission), called });
  return method;
}
