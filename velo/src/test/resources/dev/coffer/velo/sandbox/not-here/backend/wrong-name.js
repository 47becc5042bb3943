import { secrets } from 'wix-secrets-backend';
export const f = () => secrets;
