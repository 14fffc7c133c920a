/** Compression of HTTP itself, both ways: what Node can do, and LZ4 frames to read. */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { decodeLz4Frames } from './lz4-frame.ts';
import { CANNOT_DECOMPRESS, Refusal, TOO_LARGE, UNKNOWN_COMPRESSION_METHOD } from './refusal.ts';

type Coder = (data: Buffer, options: { maxOutputLength?: number }) => Promise<Buffer>;

/** Node has zstd since 22.15 only; the types are those of 20. */
const { zstdCompress, zstdDecompress } = zlib as unknown as Record<string, ((data: Buffer) => void) | undefined>;
const coder = (call: unknown): Coder => promisify(call as (data: Buffer, options: object) => void) as unknown as Coder;

const ENCODERS: ReadonlyMap<string, Coder> = new Map([
  ['gzip', (data: Buffer) => coder(zlib.gzip)(data, { level: 1 } as object)],
  ...(zstdCompress === undefined ? [] : [['zstd', coder(zstdCompress)] as const]),
  ['deflate', coder(zlib.deflate)],
  [
    'br',
    (data: Buffer) =>
      coder(zlib.brotliCompress)(data, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } } as object),
  ],
]);

const DECODERS: ReadonlyMap<string, Coder> = new Map([
  ['gzip', coder(zlib.gunzip)],
  ['deflate', coder(zlib.inflate)],
  ['br', coder(zlib.brotliDecompress)],
  ...(zstdDecompress === undefined ? [] : [['zstd', coder(zstdDecompress)] as const]),
  ['lz4', (data: Buffer, { maxOutputLength = Infinity }) => Promise.resolve(decodeLz4Frames(data, maxOutputLength))],
]);

/** @param limit most bytes of the result: a small body may unpack to a huge one. @throws Refusal */
export const decodeBody = async (body: Buffer, coding: string | undefined, limit: number): Promise<Buffer> => {
  if (coding === undefined || coding === 'identity' || coding === '') return body;
  const decode = DECODERS.get(coding.toLowerCase());
  if (decode === undefined)
    throw new Refusal(UNKNOWN_COMPRESSION_METHOD, `Content-Encoding ${coding} is not supported`);
  try {
    return await decode(body, { maxOutputLength: limit });
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Refusal(TOO_LARGE, `The body is larger than ${limit} bytes unpacked`);
    }
    throw new Refusal(CANNOT_DECOMPRESS, `The body is not ${coding}: ${String(thrown)}`);
  }
};

/** The first of our codings that the client takes, or none. */
export const codingFor = (accepted: string | undefined): string | null => {
  const refused = /;\s*q=0(?:\.0*)?\s*$/;
  const taken = new Set(
    (accepted ?? '')
      .toLowerCase()
      .split(',')
      .filter((entry) => !refused.test(entry))
      .map((entry) => entry.split(';')[0]?.trim() ?? ''),
  );
  return [...ENCODERS.keys()].find((coding) => taken.has(coding)) ?? null;
};

export const encodeBody = async (body: Buffer, coding: string): Promise<Buffer> =>
  (await ENCODERS.get(coding)?.(body, {})) ?? body;
