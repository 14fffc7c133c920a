/** Repeatable pseudo-random numbers (mulberry32): both sides of a pair see the same shop. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.#bits() / 4_294_967_296;
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
      text += this.#bits().toString(16).padStart(8, '0');
    }
    return text.slice(0, digits);
  }

  /** 32 bits. */
  #bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return (x ^ (x >>> 14)) >>> 0;
  }
}
