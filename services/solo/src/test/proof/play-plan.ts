import { encodeEvent, partitionKey, TOPICS, type Event } from '@throughline/events';
import type { EventLog, LogRecord } from '@throughline/event-log';
import { attributeBatch, recordAndDue, type PipelineDeps } from '@throughline/attribution';
import type { CrashPoint, PipelineStep } from '@throughline/testing';
import { rebalance, type Committed } from './rebalance.ts';

/**
 * Drives the real steps of the pipeline over the real log and warehouse as a plan says: batches, workers that interleave,
 * crashes. A crash is what the step had done until then, and an offset that was not committed.
 */
export class PlanPlayer {
  readonly #deps: PipelineDeps;
  readonly #check: (player: PlanPlayer) => Promise<void>;
  #committed: Committed = { record: NOTHING, attribute: NOTHING };

  constructor(deps: PipelineDeps, check: (player: PlanPlayer) => Promise<void>) {
    this.#deps = deps;
    this.#check = check;
  }

  async play(plan: readonly PipelineStep[]): Promise<void> {
    // Neighbouring steps of different workers run at the same time: that is what interleaving means.
    for (let i = 0; i < plan.length;) {
      const together = [plan[i++]!];
      while (
        i < plan.length &&
        isWork(together[0]!) &&
        isWork(plan[i]!) &&
        together.every((step) => !sameOwner(step, plan[i]!))
      ) {
        together.push(plan[i++]!);
      }
      await Promise.all(together.map((step) => this.#step(step)));
    }
  }

  /** Works without crashes until nothing is left. */
  async drain(): Promise<void> {
    let worked = true;
    while (worked) {
      worked = false;
      for (const stage of ['record', 'attribute'] as const) {
        for (let partition = 0; partition < PARTITIONS; partition += 1)
          worked = (await this.#work(stage, partition, 100_000, null)) || worked;
      }
    }
  }

  async #step(step: PipelineStep): Promise<void> {
    switch (step.do) {
      case 'append':
        await appendEvents(this.#deps.log, step.events);
        return;
      case 'record':
      case 'attribute':
        await this.#work(step.do, step.worker % PARTITIONS, step.atMost, step.crash);
        return;
      case 'rebalance':
        this.#committed = await rebalance(this.#deps, this.#committed, step.workers);
        return;
      case 'check':
        await this.drain();
        await this.#check(this);
    }
  }

  /** One round of a worker on its partition; false when there was nothing to do. */
  async #work(
    stage: 'record' | 'attribute',
    partition: number,
    atMost: number,
    crash: CrashPoint | null,
  ): Promise<boolean> {
    const topic = stage === 'record' ? TOPICS.events : TOPICS.conversionsDue;
    const from = this.#committed[stage][partition] ?? 0;
    const records = await this.#deps.log.read(topic, partition, from, atMost);
    const last = records.at(-1);
    if (last === undefined) return false;
    if (crash === 'after_read') return true;
    const batch = {
      topic,
      partition,
      records: records as readonly LogRecord[],
      isStale: () => false,
      heartbeat: async () => {},
    };
    if (stage === 'attribute') await attributeBatch(this.#deps, batch);
    else if (crash === 'after_insert')
      await recordAndDue({ ...this.#deps, log: withoutAppend(this.#deps.log) }, batch).catch(() => undefined);
    else await recordAndDue(this.#deps, batch);
    if (crash === null)
      this.#committed = { ...this.#committed, [stage]: this.#committed[stage].with(partition, last.offset + 1) };
    return true;
  }
}

export const PARTITIONS = 3;
const NOTHING: readonly number[] = Array.from({ length: PARTITIONS }, () => 0);

const isWork = (step: PipelineStep): boolean => step.do === 'record' || step.do === 'attribute';
const sameOwner = (a: PipelineStep, b: PipelineStep): boolean =>
  'worker' in a && 'worker' in b && a.do === b.do && a.worker % PARTITIONS === b.worker % PARTITIONS;

/** The log of a worker that dies before it can append its dues. */
const withoutAppend = (log: EventLog): EventLog => ({ ...log, append: () => Promise.reject(new Error('crashed')) });

export async function appendEvents(log: EventLog, events: readonly Event[]): Promise<void> {
  await log.append(
    TOPICS.events,
    events.map((event) => ({ key: partitionKey(event), value: encodeEvent(event) })),
  );
}
