/** Numbers by index, outside of the heap; NaN where none was set. */
export class NumberList {
  #values = new Float64Array(1_024).fill(NaN);

  get(index: number): number {
    return this.#values[index] ?? NaN;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2).fill(NaN);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
  }
}
