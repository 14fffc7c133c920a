import { beforeEach, expect, test } from '@jest/globals';
import { encodeEvent, encodeRejected, frameRawRecord, NO_WEBHOOK, TOPICS } from '@throughline/events';
import { createMemoryLog, type EventLog } from '@throughline/event-log';
import { createLogger } from '@throughline/runtime';
import { lineTrace } from './line-trace.ts';

let log: EventLog;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  lines = [];
  log = createMemoryLog({ topics: [{ name: TOPICS.raw, partitions: 1, retentionMs: -1 }], now: () => 0 });
  const request = { method: 'POST', rest: '', query: '', headers: {}, receivedAt: 0, body: Buffer.from('id=7') };
  const value = frameRawRecord({ workspace: 'main', source: 'calls', settingsVersion: 1, requestId: 'r-1', request });
  await log.append(TOPICS.raw, [{ key: null, value }]);
});

const traceAt = (level: string) =>
  lineTrace(
    createLogger({ level, name: 'test', destination: { write: (line) => void lines.push(JSON.parse(line)) } }),
    log,
  );
const markOf = (rawOffset: number | null): Uint8Array =>
  encodeEvent({
    ...{ type: 'mark', workspace: 'main', source: 'calls', key: 'k', id: 'calls/k', occurredAt: 1, receivedAt: 1 },
    ...{ settingsVersion: 1, generation: 0, retracted: false, claim: false, test: false, filled: [], extra: null },
    ...{ raw: rawOffset === null ? null : { partition: 0, offset: rawOffset } },
    ...{ enquiryId: 'e', spam: null, quality: null },
  });
const batchOf = (...values: Uint8Array[]) => ({
  partition: 3,
  records: values.map((value, n) => ({ offset: 10 + n, key: null, value, appendedAt: 0 })),
});
const NOTHING = { refused: [], dues: [] };

test('an event that cannot be recorded is told of under its request, whatever the level', async () => {
  const value = encodeRejected({
    ...NO_WEBHOOK,
    ...{ workspace: 'main', source: 'calls', reason: 'unprojectable_event', detail: 'of +7 916 123-45-67' },
    ...{ receivedAt: 1, event: { partition: 3, offset: 10 }, bytes: Buffer.from(markOf(0)).toString('base64') },
  });
  await traceAt('info').recorded(batchOf(markOf(0)), { refused: [{ key: null, value }], dues: [] });
  expect(lines).toMatchObject([
    { level: 'warn', requestId: 'r-1', reason: 'unprojectable_event', event: { partition: 3, offset: 10 } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('916');
});

test('at debug every event is told of; one whose request is gone, or that came by none, without an id', async () => {
  await traceAt('debug').recorded(batchOf(markOf(0), markOf(99), markOf(null), Buffer.from('foreign')), NOTHING);
  expect(lines.map(({ requestId, event }) => [requestId, event])).toEqual([
    ['r-1', { partition: 3, offset: 10 }],
    [undefined, { partition: 3, offset: 11 }],
    [undefined, { partition: 3, offset: 12 }],
    [undefined, undefined],
  ]);
  expect(lines.at(-1)).toMatchObject({ msg: 'conversions due', events: { partition: 3, first: 10, last: 13 } });
});

test('above debug nothing is read and nothing said', async () => {
  let reads = 0;
  const read = log.read.bind(log);
  Object.assign(log, { read: (...asked: Parameters<typeof read>) => ((reads += 1), read(...asked)) });
  const trace = traceAt('info');
  await trace.recorded(batchOf(markOf(0)), NOTHING);
  trace.attributed([{ workspace: 'main', candidate: 'e:1', version: 1n }]);
  expect([reads, lines]).toEqual([0, []]);
});
