const answering =
  (status) =>
  (options = {}) => ({ ...options, status });

export const ok = answering(200);
export const created = answering(201);
export const badRequest = answering(400);
export const forbidden = answering(403);
export const notFound = answering(404);
export const serverError = answering(500);
export const response = (options) => ({ ...options });
