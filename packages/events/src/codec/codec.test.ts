import { describe, expect, test } from '@jest/globals';
import avro from 'avsc';
import * as fc from 'fast-check';
import type { DealEvent, Event } from '../event.ts';
import { loadSchemas } from '../schema/load-schemas.ts';
import { ARBITRARY_EVENTS } from '../test/arbitrary-event.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import { DecodeError } from './decode-error.ts';
import { withStated } from './stated-fields.ts';

const SCHEMAS = loadSchemas();
const newest = (fact: string) =>
  SCHEMAS.filter((schema) => schema.fact === fact).sort((a, b) => b.version - a.version)[0]!;

describe.each(Object.entries(ARBITRARY_EVENTS))('%s', (type, arbitrary) => {
  test('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<Event>, (event) => {
        expect(decodeEvent(encodeEvent(event))).toEqual(event);
      }),
      { numRuns: 200 },
    );
  });

  test('has the bytes that avsc writes, behind the Confluent header', () => {
    const schema = newest(type);
    const oracle = avro.Type.forSchema(schema.schema as avro.Schema);
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<Event>, (event) => {
        const bytes = Buffer.from(encodeEvent(event));
        const record = event.type === 'deal' ? absentAsNull(withStated(event), schema.schema.fields) : event;
        expect(bytes.readInt8(0)).toBe(0);
        expect(bytes.readInt32BE(1)).toBe(schema.id);
        expect(bytes.subarray(5).equals(oracle.toBuffer(record))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

test('a deal change keeps apart what was not stated, what was cleared and what was said', () => {
  const [event] = fc.sample(ARBITRARY_EVENTS.deal as fc.Arbitrary<DealEvent>, { numRuns: 1, seed: 7 });
  const { manager: _manager, stage: _stage, reason: _reason, ...rest } = event!;
  const decoded = decodeEvent(encodeEvent({ ...rest, manager: null, stage: 'new' })) as DealEvent;
  expect(decoded.manager).toBeNull();
  expect(decoded.stage).toBe('new');
  expect('reason' in decoded).toBe(false);
});

test('bytes handed out are never written again', () => {
  const events = fc.sample(ARBITRARY_EVENTS.visit as fc.Arbitrary<Event>, { numRuns: 2_000, seed: 11 });
  const bytes = events.map(encodeEvent);
  expect(bytes.map(decodeEvent)).toEqual(events);
});

test('an event larger than any slab is written whole', () => {
  const [event] = fc.sample(ARBITRARY_EVENTS.page as fc.Arbitrary<Event>, { numRuns: 1, seed: 3 });
  const large = { ...event!, url: 'я'.repeat(2_000_000) } as Event;
  expect(decodeEvent(encodeEvent(large))).toEqual(large);
});

describe('bytes that are no event', () => {
  const good = encodeEvent(fc.sample(ARBITRARY_EVENTS.mark as fc.Arbitrary<Event>, { numRuns: 1, seed: 5 })[0]!);
  test.each([
    ['empty', new Uint8Array(), 'not_framed'],
    ['another magic byte', Buffer.from([1, 0, 0, 0, 1, 0]), 'not_framed'],
    ['an id nobody released', Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 0]), 'unknown_schema'],
    ['cut short', good.subarray(0, good.length - 1), 'corrupt'],
    ['a text length beyond the end', Buffer.concat([good.subarray(0, 5), Buffer.from([0xfe, 0xff, 0x7f])]), 'corrupt'],
  ])('%s: %#', (_name, bytes, code) => {
    const error = thrownBy(() => decodeEvent(bytes));
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as DecodeError).code).toBe(code);
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function absentAsNull(record: object, fields: readonly { readonly name: string }[]): object {
  return { ...Object.fromEntries(fields.map(({ name }) => [name, null])), ...record };
}
