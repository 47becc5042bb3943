import { door } from 'host';
export const f = () => door('uuid');
