// Functions of backend/http-functions.js: what they are given, and what they answer with.

import { binaryOf, bytesOf, door, isBytes } from './host.js';

/** A WixHttpFunctionRequest. */
export function httpRequest(request) {
  const text = request.body ?? '';
  return {
    ...request,
    body: {
      text: async () => text,
      json: async () => JSON.parse(text),
      buffer: async () => bytesOf(door('utf8Bytes', text)),
    },
  };
}

/** A WixHttpFunctionResponse as plain data, its body as a string. */
export async function httpAnswer(response) {
  if (!Number.isInteger(response?.status)) {
    throw new TypeError('An HTTP function answers with ok(…), response({ status, … }) or their like');
  }
  const headers = {};
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    headers[name] = String(value);
  }
  return { status: response.status, headers, body: bodyText(await response.body) };
}

function bodyText(body) {
  if (body === undefined || body === null) {
    return '';
  }
  if (isBytes(body)) {
    return door('utf8Text', binaryOf(body));
  }
  return typeof body === 'object' ? JSON.stringify(body) : String(body);
}
