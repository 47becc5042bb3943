import { Headers, fetch } from './fetch.js';
import { withCode } from './host.js';

export { fetch };

/** What an address answers, as JSON; a status outside of 200 to 299 rejects. */
export async function getJSON(url, options) {
  const headers = new Headers(options?.headers ?? {});
  if (!headers.has('Accept')) {
    headers.set('Accept', 'application/json');
  }
  const response = await fetch(url, { ...options, method: 'GET', headers });
  if (!response.ok) {
    throw withCode(new Error(), `The address answered with status ${response.status}`, String(response.status));
  }
  return response.json();
}

Object.freeze(fetch);
Object.freeze(getJSON);
export default Object.freeze({ fetch, getJSON });
