import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseJson } from '../reading/parse-json.ts';
import { Reading } from '../reading/reading.ts';
import { EVENTS_DOOR, MOST_EVENTS } from '../routes/doors.ts';
import { readRequest, type ReadRequest } from '../routes/read-request.ts';
import { SAMPLES } from '../test/samples.ts';
import { NOW } from '../test/start-ingest-web.ts';
import { scanEvents } from './scan-events.ts';

const reading = (): Reading =>
  new Reading({
    workspace: { id: 'main', timeZone: 'Europe/Moscow', country: 'RU', currency: 'RUB', settingsVersion: 3 },
    receivedAt: NOW,
    normalisePhone: () => null,
    checkText: true,
    statement: () => 'request:1',
  });
const scanned = (body: string | Buffer): ReadRequest | null => scanEvents(Buffer.from(body as string), reading(), MOST_EVENTS);
const ordinary = (body: string | Buffer): ReadRequest =>
  readRequest(EVENTS_DOOR.statements(parseJson(Buffer.from(body as string))), EVENTS_DOOR.read, reading(), '/v1/events');
const comparable = ({ events, kept, errors }: ReadRequest): unknown => ({
  events: events.map(({ key, value }) => [key, Buffer.from(value).toString('latin1')]),
  kept: kept.map(({ value }) => Buffer.from(value).toString()),
  errors,
});

const VISIT = SAMPLES['visit']!;
const PAGE = SAMPLES['page']!;
const LONG = 'https://shop.example/каталог?q='.repeat(20);

test.each<[string, unknown]>([
  ['a visit', VISIT],
  ['a page', PAGE],
  ['a visit with its own visit_id', { ...VISIT, visit_id: 'x' }],
  ['empty and null members', { ...VISIT, referrer: '', user_agent: null, ip: null, visit_id: null }],
  ['long texts in two scripts', { ...VISIT, url: LONG, user_agent: LONG }],
  ['milliseconds', { ...VISIT, at: '2026-08-01T10:20:30.123Z' }],
  ['members in another order', Object.fromEntries(Object.entries(VISIT).reverse())],
  ['a batch', { events: [VISIT, PAGE, { ...VISIT, id: 'v2' }, { ...PAGE, title: '' }] }],
  ['a batch with others among them', { events: [VISIT, SAMPLES['deal'], PAGE, 5, 'x,]}"', null, [], {}, { ...VISIT, odd: '}"]' }, SAMPLES['call']] }],
  ['no events', { events: [] }],
])('%s is scanned, and equals what the ordinary way makes of it', (_name, value) => {
  for (const space of [undefined, 1, '\t']) {
    const text = JSON.stringify(value, null, space);
    const result = scanned(text);
    expect(result).not.toBeNull();
    expect(comparable(result!)).toEqual(comparable(ordinary(text)));
  }
});

test.each<[string, string | Buffer]>([
  ['an unknown member', JSON.stringify({ ...VISIT, odd: 1 })],
  ['a title of a visit', JSON.stringify({ ...VISIT, title: 'x' })],
  ['an address of a page', JSON.stringify({ ...PAGE, ip: '1' })],
  ['a member twice', '{"type":"visit","type":"page","id":"1","at":"2026-08-01T00:00:00Z","visitor_id":"w","url":"u","visit_id":"v"}'],
  ['no id', JSON.stringify({ ...VISIT, id: undefined })],
  ['a number for an id', JSON.stringify({ ...VISIT, id: 5 })],
  ['no time', JSON.stringify({ ...VISIT, at: undefined })],
  ['a time without zone', JSON.stringify({ ...VISIT, at: '2026-08-01T10:20:30' })],
  ['no such day', JSON.stringify({ ...VISIT, at: '2026-02-30T10:20:30Z' })],
  ['a clock of 2099', JSON.stringify({ ...VISIT, at: '2099-01-01T00:00:00Z' })],
  ['an escape', JSON.stringify({ ...VISIT, url: 'a"b' })],
  ['a long text', JSON.stringify({ ...VISIT, ip: 'x'.repeat(65) })],
  ['another type', JSON.stringify({ ...VISIT, type: 'visits' })],
  ['another type of the same length', JSON.stringify({ ...VISIT, type: 'viSit' })],
  ['a raw line break in a text', '{"type":"visit","id":"1","at":"2026-08-01T00:00:00Z","visitor_id":"w\n","url":"u"}'],
  ['a comma too many', '{"type":"visit","id":"1","at":"2026-08-01T00:00:00Z","visitor_id":"w","url":"u",}'],
  ['something after the end', `${JSON.stringify(VISIT)}x`],
  ['something after the list', `{"events":[${JSON.stringify(VISIT)}],"odd":1}`],
  ['two lists', `{"events":[],"events":[${JSON.stringify(VISIT)}]}`],
  ['no end', `{"events":[${JSON.stringify(VISIT)}`],
  ['a comma too many in the list', `{"events":[${JSON.stringify(VISIT)},]}`],
  ['no comma in the list', `{"events":[${JSON.stringify(VISIT)}${JSON.stringify(VISIT)}]}`],
  ['no JSON among the events', `{"events":[${JSON.stringify(VISIT)},{a:1}]}`],
  ['no UTF-8', Buffer.concat([Buffer.from('{"type":"visit","id":"'), Buffer.from([0xff]), Buffer.from('"}')])],
  ['a byte order mark', Buffer.from(`\ufeff${JSON.stringify(VISIT)}`)],
  ['too many', JSON.stringify({ events: Array(MOST_EVENTS + 1).fill(VISIT) })],
  ['nothing', ''],
])('%s: the scanner gives up', (_name, body) => {
  expect(scanned(body)).toBeNull();
});

test('whatever the bytes, the scanner gives up or is right', () => {
  const name = fc.constantFrom(...Object.keys(VISIT), ...Object.keys(PAGE), 'odd', '__proto__');
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(null, '', 'visit', 'page', '2026-08-01T10:20:30Z', 5, {}, LONG));
  const event = fc
    .tuple(fc.constantFrom(VISIT, PAGE), fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }))
    .map(([base, change]) => ({ ...base, ...change }));
  const body = fc.oneof(event, fc.array(event, { maxLength: 4 }).map((events) => ({ events })));
  const damage = fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('', '"', '\\', ',', '}', ']', '{', ' ', '\n', '\0', 'x')));
  fc.assert(
    fc.property(body, fc.constantFrom(undefined, 2), damage, (given, space, broken) => {
      let text = JSON.stringify(given, null, space);
      if (broken !== null) {
        const at = Math.floor(broken[0] * text.length);
        text = text.slice(0, at) + broken[1] + text.slice(at + 1);
      }
      const result = scanned(text);
      if (result !== null) expect(comparable(result)).toEqual(comparable(ordinary(text)));
    }),
    { numRuns: 3_000 },
  );
});
