import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The floor: node:http that reads the body (`parse`: and parses its JSON), then answers. Nothing is checked or kept. */
const parse = process.argv.includes('parse');
const ANSWER = '{"accepted":1,"position":"eyJldmVudHMiOlswXX0","rejected":[]}';
const HEAD = { 'content-type': 'application/json; charset=utf-8', 'content-length': ANSWER.length };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    if (parse && (JSON.parse(body.toString()) as { events: unknown[] }).events.length === 0)
      throw new Error('no events');
    response.writeHead(202, HEAD);
    response.end(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
process.once('SIGTERM', () => process.exit(0));
