/** Keys of so many whole numbers each, numbered in the order they first came. Outside of the heap: there may be a million. */
export class KeyTable {
  readonly #width: number;
  #keys: Int32Array;
  /** Open addressing: number of a key + 1, or 0; a power of two, at most half full. */
  #places: Int32Array;
  count = 0;

  constructor(width: number, places = 1_024) {
    this.#width = width;
    this.#keys = new Int32Array((places / 2) * width);
    this.#places = new Int32Array(places);
  }

  /** The number of a key: `count` as it was before, when the key is new. */
  numberOf(key: readonly number[]): number {
    const place = this.#placeOf(key);
    const found = this.#numberAt(place);
    return found < 0 ? this.#add(key, place) : found;
  }

  /** The number of a key; -1 when it is new. */
  find(key: readonly number[]): number {
    return this.#numberAt(this.#placeOf(key));
  }

  /** One number of a key. */
  at(number: number, position: number): number {
    return this.#keys[number * this.#width + position] ?? 0;
  }

  #add(key: readonly number[], place: number): number {
    if ((this.count + 1) * 2 > this.#places.length) {
      this.#grow();
      return this.numberOf(key);
    }
    this.#keys.set(key, this.count * this.#width);
    this.#places[place] = this.count + 1;
    return this.count++;
  }

  #grow(): void {
    const larger = new KeyTable(this.#width, this.#places.length * 2);
    for (let number = 0; number < this.count; number++) larger.numberOf(this.#keyOf(number));
    this.#keys = larger.#keys;
    this.#places = larger.#places;
  }

  #keyOf(number: number): number[] {
    return Array.from(this.#keys.subarray(number * this.#width, (number + 1) * this.#width));
  }

  #holds(number: number, key: readonly number[]): boolean {
    const at = number * this.#width;
    for (let position = 0; position < this.#width; position++) {
      if (this.#keys[at + position] !== key[position]) return false;
    }
    return true;
  }

  #numberAt(place: number): number {
    return (this.#places[place] ?? 0) - 1;
  }

  /** Where the key stands, or would. Probing begins at FNV-1a over the numbers. */
  #placeOf(key: readonly number[]): number {
    let hash = 0x811c9dc5;
    for (const number of key) hash = Math.imul(hash ^ number, 0x01000193);
    const last = this.#places.length - 1;
    for (let place = (hash ^ (hash >>> 15)) & last; ; place = (place + 1) & last) {
      const found = this.#numberAt(place);
      if (found < 0 || this.#holds(found, key)) return place;
    }
  }
}
