import { expect, test } from '@jest/globals';
import { RecordPacker } from '@throughline/event-log';
import { Problem } from '@throughline/runtime';
import fc from 'fast-check';
import { hasEscapes } from '../reading/parse-json.ts';
import { Reading } from '../reading/reading.ts';
import { EVENTS_DOOR } from '../routes/doors.ts';
import { readRequest, type StatementForm } from '../routes/read-request.ts';
import { createTranscriber } from './transcribe-event.ts';
import { transcribeEvents } from './transcribe-events.ts';

const NOW = Date.UTC(2026, 7, 1, 12);
const { transcribed, ...ORDINARY } = EVENTS_DOOR;

function readingOf(body: Buffer): Reading {
  return new Reading({
    workspace: { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB', settingsVersion: 300 },
    receivedAt: NOW,
    normalisePhone: (phone) => phone,
    checkText: hasEscapes(body),
    statement: () => 'request:1',
  });
}

/** What becomes of a body at the door; the answer of a refused one. */
function outcomeOf(body: Buffer, form: StatementForm): unknown {
  try {
    const { events, kept, errors } = readRequest(body, form, readingOf(body));
    return { count: events.count, bytes: Buffer.from(events.bytes).toString('hex'), kept, errors };
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, code: error.code, errors: error.errors };
    throw error;
  }
}

/** How many of a body's events were read the ordinary way; null when the body was not taken at all. */
function leftOf(body: Buffer): number | null {
  let left = 0;
  const packer = new RecordPacker();
  const taken = transcribeEvents(body, readingOf(body), {
    transcribe: createTranscriber(packer),
    read: () => (left += 1),
    most: transcribed ?? 0,
  });
  return taken ? left : null;
}

const VISIT = {
  type: 'visit',
  id: 's-1',
  at: '2026-08-01T10:20:30.123Z',
  visitor_id: 'v-1',
  url: 'https://shop.example/окна?utm_source=yandex&utm_medium=cpc',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64)',
};

const word = fc.oneof(
  fc.stringMatching(/^[a-z0-9:/?&=.-]{1,40}$/),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', 'а', 'окна', '"', '\\', '\u0000', '\ud800', '\t', 'x'.repeat(257), 'ж'.repeat(200)),
);
const at = fc.oneof(
  fc.date({ min: new Date(0), max: new Date(NOW + 3e8), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom(
    ...[
      '2026-08-01T10:20:30Z',
      '2026-07-31T23:59:60Z',
      '2026-08-01T10:20:30+03:00',
      '2026-08-01 10:20',
      '2026-02-30T00:00:00Z',
    ],
    ...[
      '2026-08-01T10:20:30.123z',
      '2026-08-01T24:00:00Z',
      '2026-08-01T1x:20:30Z',
      '2026-08-01T10:20:30,123Z',
      '2026-08-01',
    ],
  ),
);
const member = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(null, 7, true, {}, ['x']) });
const event = fc
  .record(
    {
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('visit', 'page') },
        { weight: 1, arbitrary: fc.constantFrom('enquiry', 'visits', '') },
      ),
      id: member(word),
      at: member(at),
      visitor_id: member(word),
      url: member(word),
      referrer: member(word),
      user_agent: member(word),
      visit_id: member(word),
      ip: member(word),
      title: member(word),
      kind: fc.constant('form'),
      extra: fc.constant({ a: 1 }),
    },
    { requiredKeys: ['type', 'id', 'at', 'visitor_id', 'url'] },
  )
  .chain((value) => fc.shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length - 1 }))
  .map((entries) => Object.fromEntries(entries));
const plain = fc
  .record({ id: word, visitor_id: word, url: word, title: word })
  .map((texts) => ({ ...VISIT, ...texts }));
const layouts: readonly ((value: unknown) => string)[] = [
  (value) => JSON.stringify(value),
  (value) => JSON.stringify(value, null, 2),
  (value) => ` ${JSON.stringify(value).replaceAll(',"', ', "').replaceAll('":', '" : ')}\r\n`,
];
const body = fc
  .tuple(
    fc.oneof(
      fc.array(fc.oneof(event, plain), { maxLength: 5 }).map((events) => ({ events })),
      event,
      plain,
    ),
    fc.constantFrom(...layouts),
  )
  .map(([value, layout]) => Buffer.from(layout(value)));
/** One byte put in, put instead of another, or left out: mostly no JSON any more, or another JSON. */
const harmed = fc
  .tuple(
    body,
    fc.nat(),
    fc.constantFrom(...Buffer.from('{}[]",:\\ \n0ax\0é'), 0xff),
    fc.constantFrom('in', 'instead', 'out'),
  )
  .map(([whole, place, byte, how]) => {
    const cut = place % (whole.length + 1);
    const rest = how === 'in' ? cut : cut + 1;
    return Buffer.concat([
      whole.subarray(0, cut),
      how === 'out' ? Buffer.alloc(0) : Buffer.of(byte),
      whole.subarray(rest),
    ]);
  });

test('transcribed or read the ordinary way: the same bytes, rejections and refusals, whatever the body', () => {
  fc.assert(
    fc.property(fc.oneof(body, harmed), (bytes) => {
      expect(outcomeOf(bytes, EVENTS_DOOR)).toEqual(outcomeOf(bytes, ORDINARY));
    }),
    { numRuns: 3_000 },
  );
});

const bytesOf = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const page = { ...VISIT, type: 'page', visit_id: 's-1', title: 'Окна', user_agent: undefined };

test.each<[string, unknown, number | null]>([
  ['visits and pages', { events: [VISIT, page, { ...VISIT, referrer: 'https://ya.ru/', ip: '10.0.0.1' }] }, 0],
  ['one event', VISIT, 0],
  ['spaces', JSON.stringify({ events: [VISIT] }, null, 1), 0],
  ['an event of another kind among them', { events: [VISIT, { type: 'refund' }, VISIT] }, 1],
  ['an escape', { events: [VISIT, { ...VISIT, url: 'https://a/"' }] }, 1],
  ['a member it does not know', { events: [VISIT, { ...VISIT, colour: 'red' }] }, 1],
  ['a member the type does not know', { events: [VISIT, { ...VISIT, title: 'x' }] }, 1],
  ['a number as id', { events: [VISIT, { ...VISIT, id: 7 }] }, 1],
  ['no type', { events: [VISIT, { ...VISIT, type: undefined }] }, 1],
  ['no id', { events: [VISIT, { ...VISIT, id: undefined }] }, 1],
  ['an empty text', { events: [VISIT, { ...VISIT, referrer: '' }] }, 1],
  ['a time without a zone', { events: [VISIT, { ...VISIT, at: '2026-08-01T10:20:30' }] }, 1],
  ['a text that is too long', { events: [VISIT, { ...VISIT, visitor_id: 'v'.repeat(257) }] }, 1],
  ['a member twice', `{"events":[${JSON.stringify(VISIT).replace('{', '{"url":"https://b/",')}]}`, 1],
  ['no list', { events: VISIT }, null],
  ['a member beside the list', { events: [VISIT], more: 1 }, null],
  ['something behind', `${JSON.stringify({ events: [VISIT] })}x`, null],
  ['more than may be', { events: Array.from({ length: 1_001 }, () => VISIT) }, null],
  ['nothing', '', null],
])('%s', (_name, value, left) => {
  expect(leftOf(bytesOf(value))).toBe(left);
});
