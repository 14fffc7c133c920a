import type { IncomingMessage } from 'node:http';
import { inflate, isIdentity, tooLarge } from './inflate.ts';
import { Problem } from './problem.ts';

/** Greatest bodies, in bytes after decompression (design, section 5). */
export const BODY_LIMITS = { events: 5_000_000, costsImport: 64_000_000, webhook: 1_000_000, beacon: 64_000 } as const;

/** How much of a refused body is read and thrown away, so that its sender gets to see the answer. */
const DRAIN_LIMIT = 64_000_000;

/**
 * Reads a body of at most `limit` bytes. A longer one is refused as soon as that is known: by its Content-Length
 * before a byte is read, else at the byte that exceeds it.
 * @throws Problem 413, 415, 400 (see `inflate`), 400 `incomplete_body` when the sender went away
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  const bytes = readBytes(request, limit);
  return isIdentity(encoding) ? bytes : bytes.then((read) => inflate(encoding ?? '', read, limit));
}

function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) {
      drain(request);
      reject(tooLarge(limit));
      return;
    }
    let first: Buffer | null = null;
    let chunks: Buffer[] | null = null;
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) {
        request.off('data', onData);
        drain(request);
        reject(tooLarge(limit));
      } else if (first === null) first = chunk;
      else (chunks ??= [first]).push(chunk);
    };
    request.on('data', onData);
    request.on('end', () => resolve(chunks === null ? (first ?? Buffer.alloc(0)) : Buffer.concat(chunks, length)));
    request.on('error', () =>
      reject(new Problem(400, 'incomplete_body', 'The body ended before its announced length.')),
    );
  });
}

/** Reads on without keeping anything; a sender that goes on for too long is cut off. */
function drain(request: IncomingMessage): void {
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > DRAIN_LIMIT) request.destroy();
  });
  request.on('error', () => undefined);
}
