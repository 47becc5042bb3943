import { createSecret, deleteSecret, getSecret, listSecretInfo, updateSecret } from './secrets.js';

export { createSecret, deleteSecret, getSecret, listSecretInfo, updateSecret };
export default { createSecret, deleteSecret, getSecret, listSecretInfo, updateSecret };
