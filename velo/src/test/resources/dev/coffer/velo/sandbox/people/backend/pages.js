import { Client } from './lib/http/client.js';
import ApiError from 'backend/lib/errors.js';

export async function all() {
  const urls = [];
  for await (const url of new Client().pages('/list')) {
    urls.push(url);
  }
  return urls;
}

export async function failing() {
  const client = new Client();
  const results = await Promise.allSettled([client.get('/status/503'), new Client().get('/status/404')]);
  return results.map(({ reason }) => [reason instanceof ApiError, reason.code, reason.message]).concat(client.tries);
}

export const thrown = () => new Client().get('/status/404');
