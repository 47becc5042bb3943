export const BASE = 'https://api.example.com';
