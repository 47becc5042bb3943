import axios from 'axios';
export const f = () => axios.get('https://example.com');
