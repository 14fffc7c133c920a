import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPipeline, type PipelineDeps } from '@throughline/attribution';
import type { EventLog, Subscription } from '@throughline/event-log';
import { TOPICS } from '@throughline/events';

/** For each stage, the next offset of each partition of its topic. */
export interface Committed {
  readonly record: readonly number[];
  readonly attribute: readonly number[];
}

/**
 * Works off what lies behind `from` as a running process does, by subscriptions that share the partitions. The first
 * worker that has begun a batch is stopped in the middle of it, and a new one takes its place. @returns what is committed
 * when nothing is left
 */
export async function rebalance(deps: PipelineDeps, from: Committed, workers: number): Promise<Committed> {
  const groups = { ...deps.groups, record: `record-${randomUUID()}`, attribute: `attribute-${randomUUID()}` };
  const ends = async (): Promise<Committed> => ({
    record: await deps.log.endOffsets(TOPICS.events),
    attribute: await deps.log.endOffsets(TOPICS.conversionsDue),
  });
  const committed = async (): Promise<Committed> => ({
    record: await deps.log.committedOffsets(TOPICS.events, groups.record),
    attribute: await deps.log.committedOffsets(TOPICS.conversionsDue, groups.attribute),
  });
  if (same(from, await ends())) return from;

  const failures: unknown[] = [];
  let begins = (_worker: number): void => undefined;
  const begun = new Promise<number>((resolve) => (begins = resolve));
  const join = (worker: number): Promise<Subscription> =>
    startPipeline({
      ...deps,
      groups,
      from,
      log: noticing(deps.log, () => begins(worker)),
      outages: { failed: (_stage, error) => void failures.push(error), worked: () => {} },
    });
  const members = await Promise.all(Array.from({ length: workers }, (_, worker) => join(worker)));
  const leaving = members.splice(await begun, 1).map((member) => member.stop());
  members.push(await join(workers));
  await Promise.all(leaving);
  while (failures.length === 0 && !same(await committed(), await ends())) await sleep(5);
  await Promise.all(members.map((member) => member.stop()));
  if (failures.length > 0) throw new AggregateError(failures, 'a batch failed');
  return committed();
}

const same = (a: Committed, b: Committed): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The log of a worker of which it is noticed when it begins a batch. */
const noticing = (log: EventLog, begins: () => void): EventLog => ({
  ...log,
  subscribe: (options) =>
    log.subscribe({
      ...options,
      handler(batch) {
        begins();
        return options.handler(batch);
      },
    }),
});
