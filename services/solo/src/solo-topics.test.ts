import { readFileSync } from 'node:fs';
import { TOPICS } from '@throughline/events';
import { expect, test } from '@jest/globals';
import { SOLO_TOPICS } from './solo-topics.ts';

test('one process keeps every topic as long as the cluster does, and needs none to share its jobs', () => {
  const cluster = JSON.parse(readFileSync(new URL('../../../infra/kafka/topics.json', import.meta.url), 'utf8')) as {
    name: string;
    retentionMs: number;
  }[];
  const retention = (topics: readonly { name: string; retentionMs: number }[]): object =>
    Object.fromEntries(topics.map((t) => [t.name, t.retentionMs]));
  expect(retention(SOLO_TOPICS)).toEqual(retention(cluster.filter(({ name }) => name !== TOPICS.jobTicks)));
  expect(cluster.map((t) => t.name).sort()).toEqual(Object.values(TOPICS).sort());
});
