export * from '/built-in/url.js';
export { default } from '/built-in/url.js';
