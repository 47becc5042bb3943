import { odd } from './odd';
export const even = (n) => n === 0 || odd(n - 1);
