import http from 'http';
export const f = () => http.get('http://example.com');
