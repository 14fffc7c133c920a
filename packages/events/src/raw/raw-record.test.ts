import { expect, test } from '@jest/globals';
import { frameRawRecord, unframeRawRecord, type RawRecord } from './raw-record.ts';

const record: RawRecord = {
  workspace: 'main',
  source: 'calltouch',
  settingsVersion: 7,
  requestId: 'a1-2',
  request: {
    method: 'POST',
    rest: '/more',
    query: 'q=1',
    headers: { 'content-type': 'text/plain' },
    receivedAt: 1_772_442_845_000,
    body: Buffer.from('{"a":\n1}\n'),
  },
};

test('a record comes back as it was, its body byte for byte', () => {
  expect(unframeRawRecord(frameRawRecord(record))).toEqual(record);
});

test('a record of a release that kept no request id is read', () => {
  const released =
    '{"workspace":"main","source":"calltouch","settingsVersion":7,"request":{"method":"POST","rest":"/more","query":"q=1","headers":{"content-type":"text/plain"},"receivedAt":1772442845000}}\n{"a":\n1}\n';
  expect(unframeRawRecord(Buffer.from(released))).toEqual({ ...record, requestId: '' });
});

test.each([
  '',
  'no line',
  '{"half":\n',
  '[]\n',
  'null\n',
  '{"workspace":"main","request":null}\n',
  '{"request":{}}\nx',
])('%j is none', (text) => expect(unframeRawRecord(Buffer.from(text))).toBeNull());
