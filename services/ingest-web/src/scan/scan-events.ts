import './buffer-text.ts';
import { isUtf8 } from 'node:buffer';
import type { Reading } from '../reading/reading.ts';
import { readEvent } from '../reading/read-event.ts';
import { createRequestReader, type ReadRequest } from '../routes/read-request.ts';
import { endOfValue } from './end-of-value.ts';
import { skipSpace } from './event-scanner.ts';
import { createBrowsingScanner } from './scan-browsing.ts';

const COMMA = 0x2c;
const BATCH = /^\s*\{\s*"events"\s*:\s*\[\s*/;
/** Room for the white space one may write before the first event. */
const HEAD = 64;

/**
 * Reads the body of `POST /v1/events` without JSON.parse where its events allow that; null = read it the ordinary way
 * (it is no JSON, has another shape, or too many events). Equal to the ordinary way in everything it answers.
 */
export function scanEvents(body: Buffer, reading: Reading, most: number): ReadRequest | null {
  if (!isUtf8(body)) return null;
  const batch = BATCH.exec(body.latin1Slice(0, Math.min(HEAD, body.length)));
  return batch === null ? scanSingle(body, reading) : scanBatch(body, skipSpace(body, batch[0].length), reading, most);
}

function scanSingle(body: Buffer, reading: Reading): ReadRequest | null {
  const scanner = createBrowsingScanner(reading);
  const after = scanner.scan(body, skipSpace(body, 0));
  if (after < 0 || skipSpace(body, after) !== body.length) return null;
  return { events: [scanner.record()], kept: [], errors: [] };
}

function scanBatch(body: Buffer, from: number, reading: Reading, most: number): ReadRequest | null {
  const scanner = createBrowsingScanner(reading);
  const request = createRequestReader(readEvent, reading, '/v1/events');
  let position = from;
  if (body[position] === 0x5d) return isEnd(body, position) ? request.result : null;
  for (let index = 0; index < most; index++) {
    const after = scanner.scan(body, position);
    if (after >= 0) {
      request.add(scanner.record());
      position = skipSpace(body, after);
    } else {
      const end = endOfValue(body, position);
      if (end < 0) return null;
      const parsed = parse(body.utf8Slice(position, end));
      if (parsed === undefined) return null;
      request.read(parsed, index);
      position = skipSpace(body, end);
    }
    if (body[position] === 0x5d) return isEnd(body, position) ? request.result : null;
    if (body[position] !== COMMA) return null;
    position = skipSpace(body, position + 1);
  }
  return null;
}

/** The list is all there is: after it only the object ends. */
function isEnd(body: Buffer, bracket: number): boolean {
  const brace = skipSpace(body, bracket + 1);
  return body[brace] === 0x7d && skipSpace(body, brace + 1) === body.length;
}

/** Undefined when the text is no JSON; then the ordinary way says where. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
