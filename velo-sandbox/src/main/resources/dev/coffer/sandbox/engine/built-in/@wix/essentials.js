import { elevate } from '/built-in/wix-auth.js';

export const auth = Object.freeze({ elevate });
