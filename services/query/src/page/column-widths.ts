/** Of the widest usual font, a bold digit of 15 px and a letter of 13 px; in rem, for rows differ in their font. */
const DIGIT = 0.61;
const HEADING = 0.52;
/** Narrower than this looks torn. */
const LEAST = 4;

/**
 * Widths of columns of numbers that hold their longest text, as grid tracks: every row is a grid of its own, and would
 * otherwise let one number run into the next.
 */
export function columnWidths(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return headings
    .map((heading, column) => {
      const longest = Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
      const rem = Math.max(LEAST, heading.length * HEADING, longest * DIGIT);
      return `minmax(${rem.toFixed(2)}rem, 1fr)`;
    })
    .join(' ');
}
