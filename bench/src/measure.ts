/** Ratios are taken pair by pair, ours and the other in turn, because the machine's speed drifts; the median is quoted. */
export interface Ratio {
  readonly row: number;
  readonly name: string;
  readonly ratio: number;
  readonly at_least: number;
  readonly aim: number;
  /** Rows 5, 6 and 9 are better when smaller. */
  readonly smallerIsBetter: boolean;
  /** The two measured medians, with their unit, for the table. */
  readonly ours: number;
  readonly other: number;
  readonly unit: string;
}

export interface Row {
  readonly row: number;
  run(options: BenchOptions): Promise<Ratio | readonly Ratio[]>;
}

export interface BenchOptions {
  readonly quick: boolean;
  readonly progress: (text: string) => void;
  /** For child processes. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const met = (r: Ratio): boolean => (r.smallerIsBetter ? r.ratio <= r.at_least : r.ratio >= r.at_least);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The p-th percentile (0..1), nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

/** Runs the two in turn `pairs` times; returns the median of each and of their ratio ours/other. */
export async function interleaved(
  pairs: number,
  ours: () => Promise<number>,
  other: () => Promise<number>,
): Promise<{ ours: number; other: number; ratio: number }> {
  const a: number[] = [];
  const b: number[] = [];
  for (let i = 0; i < pairs; i += 1) {
    if (i % 2 === 0) {
      a.push(await ours());
      b.push(await other());
    } else {
      b.push(await other());
      a.push(await ours());
    }
  }
  return { ours: median(a), other: median(b), ratio: median(a.map((value, i) => value / (b[i] ?? Number.NaN))) };
}
