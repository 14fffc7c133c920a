/** Where the keys of a table are read from, and how a key is told from another: by two words of 32 bits. */
export interface KeySource {
  /** How many rows have a key, at the least. */
  count(): Promise<number>;
  /** Two words a key of every row there is, in parts. */
  parts(count: number): AsyncIterable<Uint32Array>;
  wordsOf(key: string): readonly [number, number];
}

const LEAST_BITS = 2 ** 20;
/**
 * One in 1,700 keys that a table does not hold is taken for one that it may hold when the filter is full, one in 170,000
 * when it is half full.
 */
const BITS_A_KEY = 16;
const PLACES = 8;

/**
 * Which keys a table may hold (a Bloom filter): most of what a line brings is new, and the engine takes milliseconds to
 * say that it does not know a key. A no is certain as soon as the keys that were there have been read, which nobody waits
 * for; until then, and after a reading that failed, everything may be there. Right only where every insert is told to `add`
 * once the engine shows it.
 */
export class KnownKeys {
  readonly #source: KeySource;
  #state: 'unasked' | 'reading' | 'whole' | 'outgrown' | 'failed' = 'unasked';
  #bits: Uint32Array | null = null;
  #added = 0;

  constructor(source: KeySource) {
    this.#source = source;
  }

  /** Reads what the table holds, unless that is done or under way. */
  begin(): void {
    if (this.#state !== 'unasked' && this.#state !== 'outgrown') return;
    this.#state = 'reading';
    this.#read().catch(() => {
      this.#state = 'failed';
      this.#bits = null;
    });
  }

  /** Whether anybody has ever asked for it. */
  get isBegun(): boolean {
    return this.#state !== 'unasked';
  }

  mayHold(key: string): boolean {
    if (this.#state !== 'whole' || this.#bits === null) return true;
    const [a, b] = this.#source.wordsOf(key);
    for (let place = 0; place < PLACES; place += 1) {
      const bit = bitAt(this.#bits, place, a, b);
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  add(key: string): void {
    if (this.#bits === null) return;
    const [a, b] = this.#source.wordsOf(key);
    this.#set(this.#bits, a, b);
    // Too full to say no: it is made anew, larger.
    if (this.#state === 'whole' && this.#added > (this.#bits.length * 32) / BITS_A_KEY) {
      this.#state = 'outgrown';
      this.#bits = null;
    }
  }

  async #read(): Promise<void> {
    const count = await this.#source.count();
    // Room for as many again. From here on what is added is noted, so what the engine does not show yet is not missed.
    const bits = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(LEAST_BITS, count * 2 * BITS_A_KEY))) / 32);
    this.#bits = bits;
    this.#added = 0;
    for await (const words of this.#source.parts(count)) {
      for (let at = 0; at + 1 < words.length; at += 2) this.#set(bits, words[at] ?? 0, words[at + 1] ?? 0);
    }
    this.#state = 'whole';
  }

  #set(bits: Uint32Array, a: number, b: number): void {
    this.#added += 1;
    for (let place = 0; place < PLACES; place += 1) {
      const bit = bitAt(bits, place, a, b);
      bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }
}

/** Which bit stands for a key at one of its places: their number is a power of two. */
const bitAt = (bits: Uint32Array, place: number, a: number, b: number): number =>
  (a + place * (b | 1)) & (bits.length * 32 - 1);
