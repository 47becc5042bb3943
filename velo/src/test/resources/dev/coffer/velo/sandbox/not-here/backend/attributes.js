import s from './s.json' with { type: 'json' };
export const f = () => s;
