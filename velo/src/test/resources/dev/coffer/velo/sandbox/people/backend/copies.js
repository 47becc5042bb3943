import { getJSON } from 'wix-fetch';

export async function copied() {
  const odd = Object.assign(new Error('odd'), { name: 'console' });
  const copy = structuredClone(JSON.parse('{"__proto__": {"isAdmin": true}}'));
  return [
    structuredClone(new SyntaxError('x')).name,
    structuredClone(odd).name,
    Object.keys(Object.getPrototypeOf(copy)),
    Object.hasOwn(copy, '__proto__'),
    'isAdmin' in copy,
    await new Response(new Blob(['hi'])).text(),
  ];
}

export async function asked() {
  const given = await getJSON('https://api.example.com/mirror', {
    headers: new Headers({ Authorization: 'a key' }),
  });
  const other = await getJSON('https://api.example.com/mirror', { headers: { accept: 'text/plain' } });
  return [given.headers.authorization, given.headers.accept, other.headers.accept];
}
