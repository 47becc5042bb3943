import { createHmac } from 'node:crypto';

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64').toString('utf8'));

export function roundTrip(payload, key) {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  const token = `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  const [, body, signature] = token.split('.');
  return {
    token,
    payload: decode(body),
    again: JSON.parse(atob(body.replace(/-/g, '+').replace(/_/g, '/'))),
    size: Buffer.from(signature, 'base64url').length,
  };
}

export const buffers = () => {
  const buffer = Buffer.concat([Buffer.from('grüße'), Buffer.alloc(2), Buffer.from([0x21])]);
  console.log(buffer.subarray(0, 3), Buffer.from('hi'));
  return {
    text: buffer.toString(),
    length: Buffer.byteLength('grüße'),
    latin1: Buffer.from('é', 'latin1').toString('hex'),
    equal: Buffer.from('a').equals(Buffer.from('61', 'hex')),
    json: Buffer.from('hi'),
    is: [Buffer.isBuffer(buffer), Buffer.isEncoding('base64url'), buffer instanceof Uint8Array],
    number: Buffer.from([0, 0, 1, 0]).readUInt32BE(0),
  };
};
