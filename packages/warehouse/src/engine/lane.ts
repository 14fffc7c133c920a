import { WarehouseClosedError } from '../errors.ts';

/** A semaphore over interchangeable slots (connections): each serves one task at a time, waiters in order. */
export class SlotPool<Slot> {
  readonly #free: Slot[];
  readonly #size: number;
  readonly #waiting: { take: (slot: Slot) => void; refuse: (error: Error) => void }[] = [];
  #drained: (() => void) | null = null;
  #closed = false;

  constructor(slots: readonly Slot[]) {
    this.#free = [...slots];
    this.#size = slots.length;
  }

  async use<Result>(task: (slot: Slot) => Promise<Result>): Promise<Result> {
    const slot = await this.#take();
    try {
      return await task(slot);
    } finally {
      this.#give(slot);
    }
  }

  /** Refuses waiters and newcomers; resolves when no task runs any more. */
  close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(new WarehouseClosedError());
    if (this.#free.length === this.#size) return Promise.resolve();
    return new Promise((resolve) => (this.#drained = resolve));
  }

  #take(): Promise<Slot> {
    if (this.#closed) return Promise.reject(new WarehouseClosedError());
    const slot = this.#free.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise((take, refuse) => this.#waiting.push({ take, refuse }));
  }

  #give(slot: Slot): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#free.push(slot);
      if (this.#free.length === this.#size) this.#drained?.();
    } else {
      next.take(slot);
    }
  }
}
