export * from '/built-in/buffer.js';
export { default } from '/built-in/buffer.js';
