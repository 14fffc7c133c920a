/**
 * What a subscription knows of its place in the group. Each join of the group deals the partitions out anew; whatever
 * began under an earlier one must commit nothing any more.
 */
export interface Membership {
  /** Number of the join the partitions in hand come from. */
  readonly generation: number;
  readonly stopped: boolean;
  /** Resolves when the positions of the present join are where its consumers may begin. */
  readonly begun: Promise<void>;
  joined(begun: Promise<void>): void;
  /** The consumer is gone; the next one joins anew. */
  left(): void;
  stop(): void;
  /** Calls back at every change, until the function it returns is called. */
  watch(changed: () => void): () => void;
}

export function createMembership(): Membership {
  const watchers = new Set<() => void>();
  let generation = 0;
  let stopped = false;
  let begun = Promise.resolve();
  const tell = (): void => watchers.forEach((changed) => changed());

  return {
    get generation() {
      return generation;
    },
    get stopped() {
      return stopped;
    },
    get begun() {
      return begun;
    },
    joined(then) {
      generation += 1;
      begun = then;
      tell();
    },
    left() {
      generation += 1;
      tell();
    },
    stop() {
      stopped = true;
      tell();
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}
