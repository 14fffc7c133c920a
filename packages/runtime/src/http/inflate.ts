import { brotliDecompress, gunzip, inflate as zlibInflate, type ZlibOptions } from 'node:zlib';
import { Problem } from './problem.ts';

type Decompress = (bytes: Buffer, options: ZlibOptions, done: (error: Error | null, result: Buffer) => void) => void;

/** A map and no object: a coding called `constructor` is as unknown as any other. */
const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', zlibInflate],
  ['br', brotliDecompress],
]);

/** True when the coding leaves the bytes as they are. */
export function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding === 'identity';
}

/**
 * The content of a coded body, at most `limit` bytes: decompression stops there, whatever the bomb holds.
 * @throws Problem 415 unknown coding, 413 more than the limit, 400 broken data
 */
export function inflate(encoding: string, bytes: Buffer, limit: number): Promise<Buffer> {
  const decompress = DECOMPRESS.get(encoding.trim().toLowerCase());
  if (decompress === undefined) {
    throw new Problem(415, 'unsupported_encoding', 'Content-Encoding must be gzip, deflate, br or identity.', [], {
      'Accept-Encoding': 'gzip, deflate, br',
    });
  }
  return new Promise((resolve, reject) => {
    decompress(bytes, { maxOutputLength: limit }, (error, result) => {
      if (error === null) resolve(result);
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(limit));
      else reject(new Problem(400, 'bad_encoding', `The body is not valid ${encoding}.`));
    });
  });
}

/** The 413 of a body beyond its limit. */
export function tooLarge(limit: number): Problem {
  return new Problem(413, 'body_too_large', `The body may have at most ${limit} bytes, decompressed.`);
}
