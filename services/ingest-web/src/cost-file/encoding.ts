import { isUtf8 } from 'node:buffer';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251';

/**
 * By the byte order mark, else UTF-8 when the whole file is valid UTF-8, else Windows-1251, which Excel writes in Russian.
 * UTF-16 is what Google Ads calls "Excel .csv".
 */
export function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1251';
}

/** Bytes decoded at a time: what is done with them holds up others for a few milliseconds. */
const CHUNK_BYTES = 16_384;

/** The file piece by piece, without a byte order mark; bytes of UTF-8 as they are. */
export function* chunksOf(bytes: Buffer, encoding: Encoding): Generator<Buffer | string> {
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding);
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const chunk = bytes.subarray(at, at + CHUNK_BYTES);
    yield decoder === null ? chunk : decoder.decode(chunk, { stream: true });
  }
}
