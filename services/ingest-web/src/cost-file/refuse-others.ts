import { Problem } from '@throughline/runtime';
import type { Encoding } from './encoding.ts';

/** Files that come instead of a table, by how they begin, and what to do about them. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^\xd0\xcf\x11\xe0/, 'It is an old .xls, or a workbook with a password: save it as .xlsx or CSV.'],
  [/^%PDF/, 'It is a PDF: export a table, as CSV or .xlsx.'],
  [/^\s*(?:\xef\xbb\xbf)?\s*[{[]/, 'It is JSON: rows of costs as JSON are for /v1/costs.'],
  [/^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)/i, 'It is a page or XML: export a table, as CSV or .xlsx.'],
  [/^\x1f\x8b/, 'It is packed with gzip: say so (Content-Encoding: gzip), or unpack it.'],
];

/** Refuses what is no text, or another kind of text. @throws Problem 422 `not_a_table` */
export function refuseOthers(bytes: Buffer, encoding: Encoding): void {
  const start = bytes.toString('latin1', 0, 64);
  const found = OTHERS.find(([pattern]) => pattern.test(start));
  if (found !== undefined) throw new Problem(422, 'not_a_table', `The file is no table. ${found[1]}`);
  if (!encoding.startsWith('utf-16') && bytes.includes(0)) {
    throw new Problem(422, 'not_a_table', 'The file is neither text nor a workbook (.xlsx): it holds NUL bytes.');
  }
}
