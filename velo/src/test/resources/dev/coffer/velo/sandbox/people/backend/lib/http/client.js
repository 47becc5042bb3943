import { fetch } from 'wix-fetch';
import ApiError, { isRetryable } from '../errors';
import settings from '../../settings.json';
import { BASE } from 'public/constants';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Client {
  tries = 0;

  async get(path) {
    for (let i = 0; ; i++) {
      this.tries++;
      const response = await fetch(`${BASE}${path}`);
      if (response.ok) return response;
      const error = new ApiError(`GET ${path} answered ${response.status}`, response.status);
      if (!isRetryable(error) || i >= settings.retries) throw error;
      await wait(2 ** i);
    }
  }

  async *pages(path) {
    for (let page = 1; page <= settings.pages; page++) {
      const response = await this.get(`${path}?page=${page}`);
      yield (await response.json()).url;
    }
  }
}

export const client = new Client();
