export function csv(text) {
  const [header, ...rows] = text.trim().split(/\r?\n/).map((line) => line.split(',').map((cell) => cell.trim()));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

export const slug = (title) =>
  title.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

export function prices(text) {
  return [...text.matchAll(/(?<currency>[€$])(?<amount>\d+(?:\.\d+)?)/g)].map(({ groups }) => ({ ...groups }));
}

export const grouped = (items) => {
  const groups = Object.groupBy(items, ({ kind }) => kind);
  return Object.entries(groups).map(([kind, list]) => [kind, list.map(({ name }) => name).toSorted()]);
};
