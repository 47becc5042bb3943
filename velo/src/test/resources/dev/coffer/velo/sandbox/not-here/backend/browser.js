export const f = () => new XMLHttpRequest();
