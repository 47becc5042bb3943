export function logs() {
  console.time('t');
  console.group('g');
  console.count();
  console.count();
  console.groupEnd();
  console.timeEnd('t');
  console.timeEnd('never begun');
}
