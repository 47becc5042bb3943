// Functions of backend/http-functions.js: what they are given, and what they answer with.

import { Buffer } from './buffer.js';
import { Headers } from './fetch.js';
import { binaryOf, bytesOf, hostCall, isBytes } from './host.js';

/** A WixHttpFunctionRequest. */
export function httpRequest({ body, bytes, ...request }) {
  const binary = bytes === undefined ? hostCall('utf8Bytes', body ?? '') : hostCall('fromBase64', bytes);
  const text = () => hostCall('utf8Text', binary);
  return {
    ...request,
    body: {
      text: async () => text(),
      json: async () => JSON.parse(text()),
      buffer: async () => Buffer.from(bytesOf(binary).buffer),
    },
  };
}

/** A WixHttpFunctionResponse as plain data, its body as text or else as bytes in base64. */
export async function httpAnswer(response) {
  if (!Number.isInteger(response?.status)) {
    throw new TypeError('An HTTP function answers with ok(…), response({ status, … }) or their like');
  }
  const headers = {};
  const given = response.headers ?? {};
  for (const [name, value] of given instanceof Headers ? given : Object.entries(given)) {
    headers[name] = String(value);
  }
  return { status: response.status, headers, ...bodyOf(await response.body) };
}

function bodyOf(body) {
  if (body === undefined || body === null) {
    return { body: '' };
  }
  if (isBytes(body)) {
    const binary = binaryOf(body);
    const text = hostCall('utf8Text', binary);
    return hostCall('utf8Bytes', text) === binary ? { body: text } : { bytes: hostCall('toBase64', binary) };
  }
  return { body: typeof body === 'object' ? JSON.stringify(body) : String(body) };
}
