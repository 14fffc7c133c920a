/** Methods every Buffer of Node has and its types leave out: no option parsing, half the cost of `toString`. */
declare global {
  interface Buffer {
    latin1Slice(start: number, end: number): string;
    utf8Slice(start: number, end: number): string;
  }
}
export {};
