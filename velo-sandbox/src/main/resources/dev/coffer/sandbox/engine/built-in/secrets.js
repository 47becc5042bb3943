// The Secrets API, in the old shape and in the new one.

import { ask, withCode } from './host.js';

export async function createSecret(secret) {
  return (await ask('secrets.create', { secret })).id;
}

export async function getSecret(name) {
  return (await ask('secrets.get', { name })).value;
}

export async function listSecretInfo() {
  const { secrets } = await ask('secrets.list', {});
  return secrets.map((secret) => ({
    id: secret.id,
    createdDate: new Date(secret.createdDate),
    updatedDate: new Date(secret.updatedDate),
    name: secret.name,
    description: secret.description,
  }));
}

export async function updateSecret(id, secret) {
  await ask('secrets.update', { id, secret });
}

export async function deleteSecret(id) {
  await ask('secrets.delete', { id });
}

/** For each function that needs elevate(), the one that it stands for. */
export const elevated = new WeakMap();

export const secrets = Object.freeze({
  createSecret: needsElevation('createSecret', createSecret),
  getSecretValue: needsElevation('getSecretValue', async (name) => ({ value: await getSecret(name) })),
  listSecretInfo: needsElevation('listSecretInfo', async () => {
    const { secrets: list } = await ask('secrets.list', {});
    return {
      secrets: list.map((secret) => ({
        _id: secret.id,
        _createdDate: new Date(secret.createdDate),
        _updatedDate: new Date(secret.updatedDate),
        name: secret.name,
        description: secret.description,
      })),
    };
  }),
  updateSecret: needsElevation('updateSecret', (id, secret) => inNewWords(updateSecret(id, secret))),
  deleteSecret: needsElevation('deleteSecret', (id) => inNewWords(deleteSecret(id))),
});

[createSecret, getSecret, listSecretInfo, updateSecret, deleteSecret, ...Object.values(secrets)].forEach(Object.freeze);

/** Errors name an argument as the caller knows it, and not as it is sent. */
async function inNewWords(called) {
  try {
    return await called;
  } catch (error) {
    for (const violation of error.details?.validationError?.fieldViolations ?? []) {
      violation.field = violation.field === 'id' ? '_id' : violation.field;
    }
    throw error;
  }
}

function needsElevation(name, called) {
  const plain = async () => {
    throw withCode(
      new Error(),
      `${name} needs the rights of the site: call elevate(secrets.${name}), with elevate from wix-auth`,
      'PERMISSION_DENIED',
      {
        applicationError: { code: 'PERMISSION_DENIED', description: 'The call is not elevated', data: {} },
      },
    );
  };
  elevated.set(plain, called);
  return plain;
}
