import type { Warehouse } from '@throughline/warehouse';

type Methods = Record<string | symbol, (...args: unknown[]) => unknown>;

/**
 * A warehouse that may be exchanged under its callers. Calls go to the one of the moment; during a change they wait. A
 * change begins when every call under way has ended; what is asked of a scratch table within its call goes to the
 * warehouse that has it.
 */
export class SwitchableWarehouse {
  /** Stable over changes. */
  readonly warehouse: Warehouse;
  #current: Warehouse;
  #changing: Promise<void> = Promise.resolve();
  #underWay = 0;
  #onIdle: (() => void) | null = null;

  constructor(initial: Warehouse) {
    this.#current = initial;
    // Every member of a warehouse is an asynchronous method, so one rule serves them all.
    this.warehouse = new Proxy({} as Warehouse, {
      get: (_, name) => (name === 'then' ? undefined : (...args: unknown[]) => this.#call(name, args)),
    });
  }

  /** Resolves when no change is going on. */
  async settled(): Promise<void> {
    for (let seen: Promise<void> | null = null; seen !== this.#changing;) await (seen = this.#changing);
  }

  /** Exchanges the warehouse for what `change` gives. When it throws, `set` has been told what to go on with. */
  change(change: (set: (warehouse: Warehouse) => void) => Promise<void>): Promise<void> {
    const before = this.#changing;
    const changed = before.then(async () => {
      if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
      await change((warehouse) => (this.#current = warehouse));
    });
    this.#changing = changed.catch(() => undefined);
    return changed;
  }

  async #call(name: string | symbol, args: unknown[]): Promise<unknown> {
    // As `settled`, but without a turn between the last look and the count: a change may begin in it.
    for (let seen: Promise<void> | null = null; seen !== this.#changing;) await (seen = this.#changing);
    const current = this.#current;
    this.#underWay += 1;
    try {
      return await (current as unknown as Methods)[name]?.(...args);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#onIdle?.();
    }
  }
}
