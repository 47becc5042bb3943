export * from '/built-in/crypto.js';
export { default } from '/built-in/crypto.js';
