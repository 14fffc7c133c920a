import { Problem } from '@throughline/runtime';
import yauzl, { type Entry, type ZipFile } from 'yauzl';

/** Bytes of one part of a workbook, unpacked: a few hundred thousand rows. A ZIP bomb ends here. */
export const MOST_UNPACKED_BYTES = 128_000_000;
/** A workbook has some dozens. */
const MOST_PARTS = 10_000;

/** The parts of a workbook by name. */
export interface Archive {
  /** A part, piece by piece, unpacked; null when there is none of this name. @throws Problem 413, 422 */
  open(name: string): AsyncIterable<Buffer> | null;
}

/** @throws Problem 422 `malformed_workbook` */
export async function openArchive(bytes: Buffer): Promise<Archive> {
  try {
    const zip = await yauzl.fromBufferPromise(bytes, { autoClose: false });
    if (zip.entryCount > MOST_PARTS) throw malformed(`it has more than ${MOST_PARTS} parts`);
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    return {
      open(name) {
        const entry = entries.get(name);
        return entry === undefined ? null : unpack(zip, entry);
      },
    };
  } catch (error) {
    throw refusal(error);
  }
}

async function* unpack(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  if (entry.uncompressedSize > MOST_UNPACKED_BYTES) throw tooLarge();
  if (entry.isEncrypted()) throw malformed('it is encrypted');
  const stream = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
    throw refusal(error);
  });
  let unpacked = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // What the archive says of itself is not believed.
      unpacked += chunk.length;
      if (unpacked > MOST_UNPACKED_BYTES) throw tooLarge();
      yield chunk;
    }
  } catch (error) {
    throw refusal(error);
  } finally {
    stream.destroy();
  }
}

export function tooLarge(): Problem {
  const detail = `A sheet of the workbook takes more than ${MOST_UNPACKED_BYTES} bytes unpacked: save it as CSV, or split it.`;
  return new Problem(413, 'workbook_too_large', detail);
}

export function malformed(why: string): Problem {
  return new Problem(422, 'malformed_workbook', `The workbook (.xlsx) cannot be read: ${why}.`);
}

function refusal(error: unknown): Problem {
  return error instanceof Problem ? error : malformed(error instanceof Error ? error.message : String(error));
}
