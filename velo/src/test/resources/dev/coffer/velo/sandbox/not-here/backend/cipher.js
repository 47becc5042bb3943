import { createCipheriv } from 'crypto';
export const f = () => createCipheriv;
