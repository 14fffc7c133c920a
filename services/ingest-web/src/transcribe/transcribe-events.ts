import { isUtf8 } from 'node:buffer';
import type { Reading } from '../reading/reading.ts';
import {
  afterObject,
  afterSpace,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  markOf,
  OPEN_LIST,
  OPEN_OBJECT,
  standsAt,
} from './scan-json.ts';
import type { TranscribeEvent } from './transcribe-event.ts';

const EVENTS = markOf('"events"');

export interface Transcription {
  readonly transcribe: TranscribeEvent;
  /** Reads the statement of that index the ordinary way, and packs it. */
  readonly read: (statement: unknown, index: number) => void;
  /** Most events of a request. */
  readonly most: number;
}

/**
 * Reads a body of `POST /v1/events` event by event: each by its bytes where that can be done, else parsed by itself and read the
 * ordinary way.
 * @returns false when the body is of any other form, or no JSON: then nothing of what was read counts
 */
export function transcribeEvents(body: Buffer, reading: Reading, { transcribe, read, most }: Transcription): boolean {
  if (!isUtf8(body)) return false;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);

  /** @returns the place behind the event, -1 when it is no object of JSON */
  function one(at: number, index: number): number {
    const end = transcribe(body, at, reading, view);
    if (end >= 0) return end;
    const behind = body[at] === OPEN_OBJECT ? afterObject(body, at) : -1;
    const statement = behind < 0 ? undefined : parsed(body, at, behind);
    if (statement === undefined) return -1;
    read(statement, index);
    return behind;
  }

  let at = afterSpace(body, 0);
  if (body[at] !== OPEN_OBJECT) return false;
  const first = afterSpace(body, at + 1);
  if (!standsAt(view, first, EVENTS)) {
    const end = transcribe(body, at, reading, view);
    return end >= 0 && afterSpace(body, end) === body.length;
  }
  at = afterSpace(body, first + EVENTS.length);
  if (body[at] !== COLON) return false;
  at = afterSpace(body, at + 1);
  if (body[at] !== OPEN_LIST) return false;
  for (let index = 0; index < most; index++) {
    at = one(afterSpace(body, at + 1), index);
    if (at < 0) return false;
    at = afterSpace(body, at);
    if (body[at] === COMMA) continue;
    if (body[at] !== CLOSE_LIST) return false;
    at = afterSpace(body, at + 1);
    return body[at] === CLOSE_OBJECT && afterSpace(body, at + 1) === body.length;
  }
  return false;
}

function parsed(body: Buffer, from: number, to: number): unknown {
  try {
    return JSON.parse(body.toString('utf8', from, to));
  } catch {
    return undefined;
  }
}
