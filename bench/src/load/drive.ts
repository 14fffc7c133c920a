import { connect, type Socket } from 'node:net';

/**
 * A keep-alive HTTP client for loads: prebuilt requests over raw sockets, one request under way on each. It spends about a
 * fifth of what autocannon spends on a request, which on two cores would be the bottleneck of a bare node:http server.
 */
export interface Drive {
  readonly port: number;
  /** Whole requests (`requestOf`); taken in turn, again and again. */
  readonly requests: readonly Buffer[];
  readonly connections: number;
  /** Ends after so long, or after so many requests when that is earlier. */
  readonly seconds: number;
  readonly most?: number;
}

export interface Driven {
  /** Requests answered with 2xx. */
  readonly answered: number;
  readonly seconds: number;
}

export function requestOf(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries({ host: 'bench', 'content-type': 'application/json', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}content-length: ${bytes.length}\r\n\r\n`),
    bytes,
  ]);
}

/** @throws Error when a server answers anything but 2xx, or goes away */
export async function drive({ port, requests, connections, seconds, most = Infinity }: Drive): Promise<Driven> {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let sent = 0;
  let answered = 0;
  const next = (): Buffer | null =>
    sent >= most || performance.now() >= until ? null : (requests[sent++ % requests.length] ?? null);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = await open(port);
      await exchange(socket, next, () => (answered += 1));
      socket.destroy();
    }),
  );
  return { answered, seconds: (performance.now() - startedAt) / 1_000 };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** One request after the other, until `next` gives none. */
function exchange(socket: Socket, next: () => Buffer | null, onAnswer: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Buffer | null = null;
    const send = (): void => {
      const request = next();
      if (request === null) resolve();
      else socket.write(request);
    };
    socket.on('data', (chunk: Buffer) => {
      received = received === null ? chunk : Buffer.concat([received, chunk]);
      const length = lengthOfAnswer(received);
      if (length === null || received.length < length) return;
      const status = received.toString('latin1', 9, 12);
      if (!status.startsWith('2')) {
        reject(new Error(received.toString('utf8', 0, 1_000)));
        return;
      }
      received = null;
      onAnswer();
      send();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
    send();
  });
}

/** Bytes of a whole answer with Content-Length; null while its head is not complete. */
function lengthOfAnswer(received: Buffer): number | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const length = /content-length: *(\d+)/i.exec(received.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('an answer without Content-Length');
  return end + 4 + Number(length);
}
