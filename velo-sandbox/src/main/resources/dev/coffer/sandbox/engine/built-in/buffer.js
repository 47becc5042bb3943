// The Buffer of Node.js; its package lacks base64url.

import { global } from './host.js';
import packaged from './npm/buffer.js';

export const { Buffer } = packaged;

const { from, isEncoding, prototype } = Buffer;
const { toString } = prototype;
const isBase64Url = (encoding) => String(encoding).toLowerCase() === 'base64url';

Buffer.isEncoding = (encoding) => isBase64Url(encoding) || isEncoding(encoding);

// What decodes base64 takes both alphabets, with or without padding.
Buffer.from = (value, encoding, length) => from(value, isBase64Url(encoding) ? 'base64' : encoding, length);

prototype.toString = function (encoding, start, end) {
  return isBase64Url(encoding)
    ? toString.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    : toString.call(this, encoding, start, end);
};

global('Buffer', Buffer);
export default Object.freeze({ Buffer });
