import { expect, test } from '@jest/globals';
import { loadSchemas } from '../schema/load-schemas.ts';
import type { ReleasedSchema } from '../schema/released-schema.ts';
import type { MarkEvent } from '../event.ts';
import { createCodec } from './create-codec.ts';

const SCHEMAS = loadSchemas();
const MARK = SCHEMAS.find((schema) => schema.fact === 'mark')!;
const EVENT: MarkEvent = {
  type: 'mark',
  ...{ workspace: 'main', source: 'api', key: 'm1', id: 'm1', occurredAt: 1, receivedAt: 2 },
  ...{
    settingsVersion: 1,
    generation: 0,
    retracted: false,
    claim: false,
    test: false,
    filled: [],
    raw: null,
    extra: null,
  },
  ...{ enquiryId: 'e1', spam: true, quality: null },
};

const second = (field: object): ReleasedSchema => ({
  ...MARK,
  id: 1_000,
  version: 2,
  schema: { ...MARK.schema, fields: [...MARK.schema.fields, field as never] },
});

test('an older version is read with the default of a new field, then upcast', () => {
  const old = createCodec(SCHEMAS, {}).encodeEvent(EVENT);
  const next = second({ name: 'reason', type: ['null', 'string'], default: null, doc: 'Why.' });
  const plain = createCodec([...SCHEMAS, next], {});
  expect(plain.decodeEvent(old)).toEqual({ ...EVENT, reason: null });
  const upcast = createCodec([...SCHEMAS, next], {
    'MarkStated/1': (record) => ({ ...record, reason: 'unknown then' }),
  });
  expect(upcast.decodeEvent(old)).toEqual({ ...EVENT, reason: 'unknown then' });
});

test('the newest version writes', () => {
  const next = second({ name: 'reason', type: ['null', 'string'], default: null, doc: 'Why.' });
  const codec = createCodec([...SCHEMAS, next], {});
  const bytes = codec.encodeEvent({ ...EVENT, reason: 'because' } as never);
  expect(Buffer.from(bytes).readInt32BE(1)).toBe(1_000);
  expect(codec.decodeEvent(bytes)).toEqual({ ...EVENT, reason: 'because' });
});

test('a new field without a default is refused when the codec is made', () => {
  const next = second({ name: 'reason', type: 'string', doc: 'Why.' });
  expect(() => createCodec([...SCHEMAS, next], {})).toThrow(/reason/);
});
