import { secrets } from '/built-in/secrets.js';

export { secrets };
export const { createSecret, deleteSecret, getSecretValue, listSecretInfo, updateSecret } = secrets;
