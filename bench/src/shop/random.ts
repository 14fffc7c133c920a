/** Repeatable pseudo-random numbers (xorshift32): both sides of a pair see the same shop. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0 || 1;
  }

  /** In [0, 1). */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state / 4_294_967_296;
  }

  /** An integer in [0, most). */
  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** So many random hex digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      this.next();
      text += this.#state.toString(16).padStart(8, '0');
    }
    return text.slice(0, digits);
  }
}
