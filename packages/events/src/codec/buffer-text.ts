/** Methods every Buffer of Node has and its types leave out: no option parsing, half the cost of `write`/`toString`. */
declare global {
  interface Buffer {
    utf8Write(text: string, offset: number): number;
    utf8Slice(start: number, end: number): string;
  }
}
export {};
