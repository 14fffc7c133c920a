import type { KafkaReport, TopicConfig, TopicReport } from '@throughline/event-log';
import { findingsOf, type Finding } from './finding.ts';

/** Are the brokers there, and are our topics as they must be? @param wanted in the order of the report */
export function checkKafka(report: KafkaReport, wanted: readonly TopicConfig[]): Finding[] {
  return [
    checkBrokers(report),
    checkTopics(report.topics, wanted),
    checkPartitions(report.topics),
    checkCopies(report),
  ];
}

function checkBrokers({ brokers }: KafkaReport): Finding {
  const { ok, problem } = findingsOf('brokers');
  const away = brokers.filter(({ isReachable }) => !isReachable).map(({ address }) => address);
  return away.length === 0
    ? ok(brokers.map(({ address }) => address).join(', '))
    : problem(`${away.join(', ')} cannot be reached from here: start it, or correct what it advertises to its clients`);
}

/** Whoever writes the settings, and who reads them, knows of one partition; so do the owners of jobs. */
const ONE = 1;

function checkTopics(found: readonly TopicReport[], wanted: readonly TopicConfig[]): Finding {
  const { ok, problem } = findingsOf('topics');
  const missing = found.filter(({ partitions }) => partitions === 0).map(({ name }) => name);
  const wrong = found.flatMap(({ name, wrongSettings }) => wrongSettings.map((setting) => `${name}: ${setting}`));
  const split = found
    .filter(({ partitions }, index) => wanted[index]?.partitions === ONE && partitions > ONE)
    .map(({ name, partitions }) => `${name} has ${partitions} partitions, not 1`);
  const said = [
    ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}; make them by "throughline migrate up"`]),
    ...(wrong.length === 0 ? [] : [`${wrong.join(', ')}; set them by kafka-configs`]),
    ...(split.length === 0 ? [] : [`${split.join(', ')}; what is in the others is never read`]),
  ];
  return said.length === 0 ? ok(found.map(({ name }) => name).join(', ')) : problem(said.join('; '));
}

function checkPartitions(topics: readonly TopicReport[]): Finding {
  const { ok, problem } = findingsOf('partitions');
  const named = (of: (topic: TopicReport) => readonly number[]): string[] =>
    topics.flatMap((topic) => of(topic).map((partition) => `${topic.name}/${partition}`));
  const leaderless = named((topic) => topic.leaderless);
  const thin = named((topic) => topic.belowMinInSync);
  if (leaderless.length > 0) return problem(`nobody leads ${few(leaderless)}: start the brokers that keep them`);
  if (thin.length > 0)
    return problem(`too few brokers keep ${few(thin)} to append to them: start the others that should`);
  return ok(`${topics.reduce((sum, { partitions }) => sum + partitions, 0)}, all led and in sync`);
}

function checkCopies({ topics }: KafkaReport): Finding {
  const { ok, warning } = findingsOf('copies');
  const there = topics.filter(({ partitions }) => partitions > 0);
  const single = there.filter(({ copies }) => copies < 2).map(({ name }) => name);
  if (single.length > 0)
    return warning(`${single.join(', ')}: kept by one broker only, whose disk is then the only one that has them`);
  const hasty = there.filter(({ minInSync }) => minInSync < 2).map(({ name }) => name);
  if (hasty.length > 0)
    return warning(`${hasty.join(', ')}: acknowledged with one copy; set min.insync.replicas to 2 by kafka-configs`);
  return ok(`at least ${Math.min(...there.map(({ copies }) => copies))} of each`);
}

/** A line stays readable. */
const MOST_NAMED = 5;
const few = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
