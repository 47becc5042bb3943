export { secrets } from './secrets.js';
