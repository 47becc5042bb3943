import { ok, badRequest, created, forbidden, notFound, serverError, response } from 'wix-http-functions';
import { createHmac, timingSafeEqual } from 'crypto';
import { getSecret } from 'wix-secrets-backend';

const json = { headers: { 'Content-Type': 'application/json' } };
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

export async function post_paid(request) {
  const payload = await request.body.text();
  const given = Buffer.from(request.headers['x-signature'] ?? '', 'hex');
  const expected = createHmac('sha256', await getSecret('webhook')).update(payload).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return forbidden({ ...json, body: { error: 'wrong signature' } });
  }
  const { id } = JSON.parse(payload);
  return created({ ...json, body: { received: id } });
}

export async function post_upload(request) {
  const bytes = await request.body.buffer();
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    return badRequest({ ...json, body: { error: 'no file' } });
  }
  return ok({ ...json, body: { size: bytes.length, magic: bytes.slice(0, 4).toString('hex') } });
}

export function get_pixel() {
  return ok({ headers: { 'Content-Type': 'image/png' }, body: Buffer.from(PIXEL, 'base64') });
}

export function get_moved(request) {
  const url = new URL(request.url);
  const target = url.searchParams.get('to');
  return target ? response({ status: 302, headers: { Location: target } }) : notFound();
}

export async function use_items(request) {
  let options = { headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' } };
  try {
    switch (request.method) {
      case 'GET':
        options.body = { items: request.path, page: Number(request.query.page) || 1 };
        return ok(options);
      case 'DELETE':
        throw new TypeError('nothing is deleted here');
      default:
        return response({ ...options, status: 405, body: '' });
    }
  } catch (error) {
    options.body = { error: error.message };
    return serverError(options);
  }
}
