/** A report as JSON text in pieces, so that a long one is never one string. */
import type { ReportRow } from '../report/present-rows.ts';

export interface ReportDocument {
  readonly report: string;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly dimensions: readonly string[];
  readonly metrics: readonly { readonly key: string; readonly unit: string }[];
  readonly rows: readonly ReportRow[];
  readonly totals: ReportRow;
}

const ROWS_AT_ONCE = 1_000;

export const jsonPieces = function* ({ rows, totals, ...head }: ReportDocument): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const piece = rows.slice(start, start + ROWS_AT_ONCE).map((row) => JSON.stringify(row));
    yield (start === 0 ? '' : ',') + piece.join(',');
  }
  yield `],"totals":${JSON.stringify(totals)}}`;
};
