export const f = () => process.env.API_KEY;
