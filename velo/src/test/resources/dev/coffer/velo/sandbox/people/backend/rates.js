const table = await Promise.resolve({ EUR: 1, USD: 1.1 });
let calls = 0;

export default async function convert(amount, currency) {
  calls++;
  return Math.round(amount * table[currency] * 100) / 100;
}
