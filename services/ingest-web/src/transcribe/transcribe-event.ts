import { isBelievable } from '@throughline/domain';
import { NO_PERSONAL } from '@throughline/events';
import type { RecordPacker } from '@throughline/event-log';
import type { Reading } from '../reading/reading.ts';
import { AT, ID, MEMBERS, PLAIN_TYPES, TYPE, type PlainType } from './plain-types.ts';
import {
  afterSpace,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  endOfPlainText,
  OPEN_OBJECT,
  QUOTE,
  standsAt,
  type Mark,
} from './scan-json.ts';
import { timeAt } from './time-at.ts';

const ABSENT = -1;
const NO_BODY: DataView = new DataView(new ArrayBuffer(0));
/**
 * Packs one event straight from the bytes of its JSON, which begins at `at` of `body`; answers the place behind it, -1
 * when it must be read the ordinary way. No string and no object is made of it: these were most of what an event costs at
 * the door. It takes the plainest form alone: each member a text without escapes that the type knows, none twice, none empty, an
 * id, an instant with its zone.
 */
export type TranscribeEvent = (body: Buffer, at: number, reading: Reading, view: DataView) => number;

export function createTranscriber(packer: RecordPacker): TranscribeEvent {
  const from = new Int32Array(MEMBERS.length);
  const to = new Int32Array(MEMBERS.length);
  /** Slot that stood at each place of the event before: most senders keep an order. */
  const order = new Int32Array(MEMBERS.length);

  const key = { body: NO_BODY, from: ABSENT, to: ABSENT };
  /** One for all events: a new one each would be half of the work. What no plain event says stays as it is here. */
  const record = {
    workspace: '',
    source: 'api',
    occurredAt: 0,
    receivedAt: 0,
    settingsVersion: 0,
    generation: 0,
    retracted: false,
    claim: false,
    test: false,
    filled: [],
    raw: null,
    extra: null,
    personal: NO_PERSONAL,
    body: NO_BODY,
    from,
    to,
  };

  /** Finds the members' texts; answers the place behind the object, or -1. */
  function findTexts(body: Buffer, at: number, view: DataView): number {
    from.fill(ABSENT);
    if (body[at] !== OPEN_OBJECT) return -1;
    for (let place = 0; place < MEMBERS.length; place++) {
      at = afterSpace(body, at + 1);
      const slot = slotAt(view, at, place);
      if (slot < 0 || from[slot] !== ABSENT) return -1;
      at = afterSpace(body, at + (MEMBERS[slot] as Mark).length);
      if (body[at] !== COLON) return -1;
      at = afterSpace(body, at + 1);
      if (body[at] !== QUOTE) return -1;
      const end = endOfPlainText(body, view, at + 1);
      if (end <= at + 1) return -1;
      from[slot] = at + 1;
      to[slot] = end;
      at = afterSpace(body, end + 1);
      if (body[at] === CLOSE_OBJECT) return at + 1;
      if (body[at] !== COMMA) return -1;
    }
    return -1;
  }

  function slotAt(view: DataView, at: number, place: number): number {
    const likely = order[place] as number;
    if (standsAt(view, at, MEMBERS[likely] as Mark)) return likely;
    for (let slot = 0; slot < MEMBERS.length; slot++) {
      if (!standsAt(view, at, MEMBERS[slot] as Mark)) continue;
      order[place] = slot;
      return slot;
    }
    return -1;
  }

  function typeOf(view: DataView): PlainType | undefined {
    const text = from[TYPE] as number;
    if (text === ABSENT) return undefined;
    return PLAIN_TYPES.find(({ name }) => standsAt(view, text - 1, name));
  }

  /** Whether the texts found are those of a whole event of the type; an absent text for which the id stands gets its place. */
  function fits({ known, required, most, elseId }: PlainType): boolean {
    let found = 0;
    for (let slot = 0; slot < from.length; slot++) {
      if (from[slot] === ABSENT) continue;
      found |= 1 << slot;
      if ((to[slot] as number) - (from[slot] as number) > (most[slot] as number)) return false;
    }
    if ((found & ~known) !== 0 || (found & required) !== required) return false;
    for (const slot of elseId) {
      if (from[slot] !== ABSENT) continue;
      from[slot] = from[ID] as number;
      to[slot] = to[ID] as number;
    }
    return true;
  }

  return (body, at, reading, view) => {
    const end = findTexts(body, at, view);
    if (end < 0) return -1;
    const type = typeOf(view);
    if (type === undefined || !fits(type)) return -1;
    const { workspace, receivedAt } = reading;
    const occurredAt = timeAt(body, view, from[AT] as number, to[AT] as number);
    if (Number.isNaN(occurredAt) || !isBelievable(occurredAt, receivedAt)) return -1;
    record.workspace = workspace.id;
    record.occurredAt = occurredAt;
    record.receivedAt = receivedAt;
    record.settingsVersion = workspace.settingsVersion;
    record.body = view;
    key.body = view;
    key.from = from[type.visitor] as number;
    key.to = to[type.visitor] as number;
    packer.add(key, record, type.write);
    return end;
  };
}
