import { Permissions, webMethod } from '@wix/web-methods';
import { secrets } from '@wix/secrets';
import { auth } from '@wix/essentials';
import wixFetch from 'wix-fetch';

/**
 * @param {{ messages: { role: string, content: string }[], temperature?: number }} question
 */
export const ask = webMethod(
  Permissions.Anyone,
  async ({ messages, temperature = 0.7 }) => {
    const { value: key } = await auth.elevate(secrets.getSecretValue)('chat');
    const response = await wixFetch.fetch('https://chat.example.com/v1/completions', {
      method: 'POST',
      headers: new Headers({ Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }),
      body: JSON.stringify({ model: 'm', messages, temperature }),
    });
    const { body } = await response.json();
    return JSON.parse(body)?.messages?.at(-1)?.content ?? null;
  },
  { cache: false },
);
