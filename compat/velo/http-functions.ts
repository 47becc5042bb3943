/** Backend code as one writes it with corvid-types: what these declare, Coffer has to keep. */
import { fetch, getJSON, type WixFetchRequest, type WixFetchResponse } from 'wix-fetch';
import {
  badRequest,
  created,
  forbidden,
  notFound,
  ok,
  response,
  serverError,
  type WixHttpFunctionRequest,
  type WixHttpFunctionResponse,
} from 'wix-http-functions';
import {
  createSecret,
  deleteSecret,
  getSecret,
  listSecretInfo,
  updateSecret,
  type Secret,
  type SecretInfo,
} from 'wix-secrets-backend';

export async function post_secrets(
  request: WixHttpFunctionRequest,
): Promise<WixHttpFunctionResponse> {
  const secret: Secret = await request.body.json();
  try {
    const id: string = await createSecret(secret);
    const value: string = await getSecret(secret.name);
    return created({ body: { id, same: value === secret.value } });
  } catch (error) {
    return badRequest({ body: { code: (error as { code: string }).code } });
  }
}

export async function put_secrets(
  request: WixHttpFunctionRequest,
): Promise<WixHttpFunctionResponse> {
  const { id, ...secret }: Secret & { id: string } = JSON.parse(await request.body.text());
  const nothing: void = await updateSecret(id, secret);
  return ok({ body: { nothing: nothing === undefined, same: (await getSecret(secret.name)) === secret.value } });
}

export async function delete_secrets(
  request: WixHttpFunctionRequest,
): Promise<WixHttpFunctionResponse> {
  const nothing: void = await deleteSecret(request.path[0]);
  try {
    await getSecret(request.query.name);
    return serverError({});
  } catch {
    return notFound({ body: { nothing: nothing === undefined } });
  }
}

export async function get_secrets(): Promise<WixHttpFunctionResponse> {
  try {
    const secrets: SecretInfo[] = await listSecretInfo();
    const dates: Date[] = secrets.flatMap(({ createdDate, updatedDate }) => [createdDate, updatedDate]);
    return ok({ body: dates.map((date) => date.getTime()) });
  } catch (error) {
    return forbidden({ body: (error as Error).message });
  }
}

export async function get_fetched(
  request: WixHttpFunctionRequest,
): Promise<WixHttpFunctionResponse> {
  const { url } = request.query;
  const answer = await fetch(url, { method: 'GET', headers: { Accept: 'application/json' } });
  const unread: boolean = answer.bodyUsed;
  const text: string = await answer.text();
  const json: unknown = await getJSON(url);
  return response({
    status: 203,
    headers: { 'Content-Type': 'application/json', 'X-Method': request.method },
    body: JSON.stringify({
      ok: answer.ok,
      status: answer.status,
      url: answer.url,
      type: answer.headers.get('content-type'),
      unread: !unread,
      same: JSON.stringify(JSON.parse(text)) === JSON.stringify(json),
      functionName: request.functionName,
    }),
  });
}

export async function use_everything(
  request: WixHttpFunctionRequest,
): Promise<WixHttpFunctionResponse> {
  const { baseUrl, url, functionName, method, path, query, headers, ip } = request;
  const bytes: Uint8Array = await request.body.buffer();
  const json: unknown = await request.body.json();
  return ok({
    headers: { 'Content-Type': 'application/json' },
    body: { baseUrl, url, functionName, method, path, query, own: headers['x-own'], ip, bytes: bytes.length, json },
  });
}

export async function get_posted(
  request: WixHttpFunctionRequest,
): Promise<WixHttpFunctionResponse> {
  const { url } = request.query;
  const options: WixFetchRequest = {
    method: 'post',
    headers: { 'Content-Type': 'application/json', 'X-Own': 'a' },
    body: JSON.stringify({ a: 1 }),
    mode: 'cors',
    credentials: 'omit',
    cache: 'no-store',
  };
  const posted: WixFetchResponse = await fetch(url, options);
  const got = await getJSON(url, { headers: { 'X-Own': 'b' } });
  return ok({
    body: { statusText: posted.statusText, posted: await posted.json(), got },
  });
}
