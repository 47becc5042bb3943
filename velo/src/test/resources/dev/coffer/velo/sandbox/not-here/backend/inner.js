import { hostCall } from 'host';
export const f = () => hostCall('uuid');
