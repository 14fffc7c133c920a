import { describe, expect, test } from '@jest/globals';
import type { KafkaReport, TopicReport } from '@throughline/event-log';
import { checkKafka } from './check-kafka.ts';

const WANTED = [
  { name: 'events', partitions: 12, retentionMs: -1 },
  { name: 'settings', partitions: 1, retentionMs: -1 },
];
const sound = (name: string, partitions: number): TopicReport => ({
  name,
  partitions,
  wrongSettings: [],
  copies: 3,
  minInSync: 2,
  leaderless: [],
  belowMinInSync: [],
});
const EVENTS = sound('events', 12);
const SETTINGS = sound('settings', 1);
const report = (events: Partial<TopicReport>, settings: Partial<TopicReport> = {}): KafkaReport => ({
  brokers: [{ address: 'a:9092', isReachable: true }],
  topics: [
    { ...EVENTS, ...events },
    { ...SETTINGS, ...settings },
  ],
});
const found = (of: KafkaReport) =>
  Object.fromEntries(checkKafka(of, WANTED).map(({ check, state, detail }) => [check, [state, detail]]));

test('a sound cluster is well', () => {
  expect(found(report({}))).toEqual({
    brokers: ['ok', 'a:9092'],
    topics: ['ok', 'events, settings'],
    partitions: ['ok', '13, all led and in sync'],
    copies: ['ok', 'at least 3 of each'],
  });
});

describe('is told', () => {
  test.each<[string, KafkaReport, string, string, RegExp]>([
    [
      'a broker away',
      { ...report({}), brokers: [{ address: 'b:9092', isReachable: false }] },
      'brokers',
      'problem',
      /^b:9092 cannot be reached/,
    ],
    [
      'a missing topic',
      report({ partitions: 0, copies: Infinity }),
      'topics',
      'problem',
      /^missing: events; .*migrate/,
    ],
    [
      'a retention that loses events',
      report({ wrongSettings: ['retention.ms=1000, not -1'] }),
      'topics',
      'problem',
      /^events: retention\.ms=1000, not -1; set/,
    ],
    ['settings in two partitions', report({}, { partitions: 2 }), 'topics', 'problem', /^settings has 2 partitions/],
    ['a partition without a leader', report({ leaderless: [3] }), 'partitions', 'problem', /^nobody leads events\/3:/],
    [
      'partitions that too few keep',
      report({ belowMinInSync: [0, 1, 2, 3, 4, 5, 6] }),
      'partitions',
      'problem',
      /events\/0.*events\/4 and 2 more to append/,
    ],
    ['one copy', report({}, { copies: 1, minInSync: 1 }), 'copies', 'warning', /^settings: kept by one broker only/],
    ['one copy acknowledged', report({ minInSync: 1 }), 'copies', 'warning', /^events: acknowledged with one copy/],
  ])('%s', (_, of, check, state, detail) => {
    const findings = found(of);
    expect(findings[check]).toEqual([state, expect.stringMatching(detail)]);
    const others = Object.entries(findings).filter(([name]) => name !== check);
    expect(others.map(([, [at]]) => at)).toEqual(others.map(() => 'ok'));
  });
});
