import type { Event } from '@throughline/events';
import { Random } from './random.ts';

/** Where a worker may die: nothing after that point of its round has happened, everything before it has. */
export const CRASH_POINTS = ['after_read', 'after_insert', 'after_dues', 'before_commit'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** One thing the harness does. Workers are numbers; a worker that never ran begins at what is committed. */
export type PipelineStep =
  | { readonly do: 'append'; readonly events: readonly Event[] }
  | {
      readonly do: 'record' | 'attribute';
      readonly worker: number;
      readonly atMost: number;
      readonly crash: CrashPoint | null;
    }
  /** So many workers share the partitions; one is taken away in the middle of a batch, another joins, and all is drained. */
  | { readonly do: 'rebalance'; readonly workers: number }
  /** Drain everything, then compare with the reference over what has been appended. */
  | { readonly do: 'check' };

export interface DeliveryOptions {
  readonly workers?: number;
  /** Checks in the middle of the plan; there is always one at its end. */
  readonly checks?: number;
}

/**
 * A plan to bring events through the pipeline: shuffled, some of them twice or thrice (the same content received later),
 * in random batches, with workers that interleave and crash. Everything is data: a plan is printed and run again as it is.
 * Every event is appended at least once, and the last step is a check.
 */
export function deliveries(seed: number, events: readonly Event[], options: DeliveryOptions = {}): PipelineStep[] {
  const random = new Random(seed ^ 0x5eed);
  const workers = options.workers ?? 2;
  const again = events
    .filter(() => random.once(5))
    .map((event) => ({ ...event, receivedAt: event.receivedAt + 1 + random.below(86_400_000) }));
  // Often nearly in order, as live traffic is; now and then upside down, as a backfill is.
  const all = random.once(4) ? [...events, ...again].reverse() : random.shuffle([...events, ...again]);
  const steps: PipelineStep[] = [];
  const work = (name: 'record' | 'attribute'): PipelineStep => ({
    do: name,
    worker: random.below(workers),
    atMost: random.pick([1, 2, 5, 20, 1000]),
    crash: random.once(5) ? random.pick(CRASH_POINTS) : null,
  });
  for (let next = 0; next < all.length;) {
    const size = random.pick([1, 1, 2, 3, 7, 20, 60]);
    steps.push({ do: 'append', events: all.slice(next, next + size) });
    next += size;
    for (let i = random.below(4); i > 0; i--) steps.push(work(random.pick(['record', 'attribute'])));
    if (random.once(12)) steps.push({ do: 'rebalance', workers: 1 + random.below(workers) });
  }
  for (let i = 0; i < (options.checks ?? 0); i++) steps.splice(1 + random.below(steps.length), 0, { do: 'check' });
  return [...steps, { do: 'check' }];
}
