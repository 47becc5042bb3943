export { Permissions, webMethod } from '/built-in/wix-web-module.js';
