import crypto from 'crypto';
import { Buffer } from 'node:buffer';
import { Buffer as Same } from 'buffer';
import { getSecret } from 'wix-secrets-backend';

const hmac = (key, text) => crypto.createHmac('sha256', key).update(text, 'utf8').digest();
const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');

// A signature as AWS wants it, version 4.
export async function signature(date, region, service, text) {
  const secret = await getSecret('aws');
  const key = [date, region, service, 'aws4_request'].reduce((k, part) => hmac(k, part), 'AWS4' + secret);
  return { signature: hmac(key, text).toString('hex'), digest: sha256(text) };
}

export const digests = () => ({
  md5: crypto.createHash('md5').update('a').update(Buffer.from('bc')).digest('hex'),
  sha1: crypto.createHash('sha1').update('abc').digest('base64'),
  sha512: crypto.createHash('SHA512').update('abc').digest().length,
  hmac: crypto.createHmac('sha1', 'key').update('The quick brown fox jumps over the lazy dog').digest('hex'),
  empty: crypto.createHmac('sha256', '').update('').digest('hex'),
  random: crypto.randomBytes(16).toString('hex').length,
  uuid: crypto.randomUUID().length,
  same: Buffer === Same && Buffer === globalThis.Buffer,
});

export const unknown = () => crypto.createHash('whirlpool');
export const encrypted = () => crypto.createCipheriv('aes-256-cbc', 'k', 'i');
