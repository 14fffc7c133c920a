import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const ANSWER = '{"accepted":1,"position":"eyJldmVudHMiOlswXX0","rejected":[]}';
const HEAD = { 'content-type': 'application/json; charset=utf-8', 'content-length': ANSWER.length };

/** Answers as the door does. */
export function answer(response: ServerResponse): void {
  response.writeHead(202, HEAD);
  response.end(ANSWER);
}

/** node:http that reads a body and gives it to `take`, which answers; says its address, and ends with SIGTERM. */
export function serveBodies(take: (body: Buffer, response: ServerResponse, request: IncomingMessage) => void): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => take(Buffer.concat(chunks), response, request));
  });
  server.listen(0, '127.0.0.1', () =>
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
  );
  process.once('SIGTERM', () => process.exit(0));
}
