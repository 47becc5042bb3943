import { fetch, getJSON } from 'wix-fetch';

export async function raced() {
  const never = new Promise(() => {});
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 5));
  try {
    return await Promise.race([never, late]);
  } catch (e) {
    return e.message;
  }
}

export async function aborted() {
  const controller = new AbortController();
  const timeout = setTimeout(() => controller.abort(), 1);
  try {
    await fetch('https://api.example.com/slow', { signal: controller.signal });
    return 'answered';
  } catch (error) {
    return error.name;
  } finally {
    clearTimeout(timeout);
  }
}

export const parsed = () => getJSON('https://api.example.com/text').catch((e) => e.name);
