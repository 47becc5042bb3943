const axios = require('axios');
export const f = () => axios.get('https://example.com');
