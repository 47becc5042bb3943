export default class ApiError extends Error {
  static #made = 0;
  #status;

  constructor(message, status, options) {
    super(message, options);
    this.name = 'ApiError';
    this.code = `E_${status}`;
    this.#status = status;
    ApiError.#made += 1;
  }

  get status() { return this.#status; }

  static get made() { return ApiError.#made; }
}

export const isRetryable = ({ status }) => status === 429 || status >= 500;
export function assert(condition, message) {
  if (!condition) throw new ApiError(message, 400);
}
