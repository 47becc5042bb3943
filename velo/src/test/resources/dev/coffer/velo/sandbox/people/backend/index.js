export { default as ApiError, assert as check } from './lib/errors';
export * from './times';
export * as jwt from './jwt.js';
export { secret as default } from './secretCache';
export const lazily = async () => {
  const { opening } = await import('./times');
  const module = await import('backend/sms.web');
  return [opening().weekday, Object.keys(module)];
};
