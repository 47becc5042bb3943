import { createSecret, deleteSecret, getSecret, listSecretInfo, updateSecret } from './secrets.js';

export { createSecret, deleteSecret, getSecret, listSecretInfo, updateSecret };
export default Object.freeze({ createSecret, deleteSecret, getSecret, listSecretInfo, updateSecret });
