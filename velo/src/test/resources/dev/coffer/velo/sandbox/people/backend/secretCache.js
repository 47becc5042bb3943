import { secrets } from 'wix-secrets-backend.v2';
import { elevate } from 'wix-auth';

const elevatedGetSecretValue = elevate(secrets.getSecretValue);
const cache = new Map();
const TTL_MS = 5 * 60 * 1000;

export async function secret(name) {
  const hit = cache.get(name);
  if (hit && Date.now() - hit.at < TTL_MS) {
    return hit.value;
  }
  const { value } = await elevatedGetSecretValue(name);
  cache.set(name, { value, at: Date.now() });
  return value;
}

export const twice = async () => [await secret('cached'), await secret('cached'), cache.size];
