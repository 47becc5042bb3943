const when = new Date(Date.UTC(2024, 6, 4, 18, 30, 5));

export function opening() {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York', hour: 'numeric', hour12: false, weekday: 'short',
  }).formatToParts(when);
  const at = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return {
    hour: at.hour,
    weekday: at.weekday,
    newYork: when.toLocaleString('en-US', { timeZone: 'America/New_York' }).replace(/\s/g, ' '),
    berlin: when.toLocaleDateString('de-DE', { timeZone: 'Europe/Berlin', dateStyle: 'long' }),
    time: when.toLocaleTimeString('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' }),
    price: new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format(1234.5).replace(/\s/g, ' '),
    dollars: (1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' }),
    ago: new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day'),
    sorted: ['ä', 'z', 'a'].sort(new Intl.Collator('de').compare),
    offset: new Date().getTimezoneOffset(),
  };
}
