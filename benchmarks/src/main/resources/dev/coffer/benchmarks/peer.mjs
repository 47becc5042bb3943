// What `length` of the benchmark's Velo site does, as a program for Node.js alone: node peer.mjs COFFER KEY_FILE
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [coffer, keyFile] = process.argv.slice(2);
const authorization = readFileSync(keyFile, 'utf8').split('\n')[0];

async function getSecret(name) {
  const answer = await fetch(`${coffer}/api/v1/secrets/name/${name}`, { headers: { authorization } });
  if (!answer.ok) {
    throw new Error(`answered with ${answer.status}`);
  }
  return (await answer.json()).value;
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) {
    body += piece;
  }
  JSON.parse(body);
  const result = (await getSecret('secret-000001')).length;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ result }));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
