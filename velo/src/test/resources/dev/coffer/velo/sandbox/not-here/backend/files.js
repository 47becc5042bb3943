import { readFile } from 'fs/promises';
export const f = () => readFile('x');
