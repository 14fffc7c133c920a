import { fileURLToPath } from 'node:url';
import type { Expected } from '../shop/traffic.ts';
import { compiled, startChild, type Child } from './child.ts';

const KEY = 'bench-admin-key-of-this-instance';
const DAY_MS = 86_400_000;

/** What a report shows of one source. */
export interface Shown extends Expected {
  readonly source: string;
}

/** A whole system, ours or the ordinary one: takes events, shows a report by source of the last days. */
export interface System<Door extends Pick<Child, 'port' | 'url' | 'stop'> = Pick<Child, 'port' | 'url' | 'stop'>> {
  /** What takes events. */
  readonly child: Door;
  readonly headers: Readonly<Record<string, string>>;
  report(): Promise<readonly Shown[]>;
  /** False while the system itself says that its report lacks something it took: cheaper to ask than the report. */
  mayShowAll(): Promise<boolean>;
}

export const THROUGHLINE = fileURLToPath(new URL('../../../services/solo/bin/throughline.js', import.meta.url));

export const soloEnvironment = (environment: Readonly<Record<string, string | undefined>>, directory: string) => ({
  ...environment,
  THROUGHLINE_DATA_DIR: directory,
  THROUGHLINE_PORT: '0',
  THROUGHLINE_ADMIN_KEY: KEY,
  THROUGHLINE_LOG_LEVEL: 'warn',
});

/** `throughline start` on a directory: everything in one process. */
export async function startSolo(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
): Promise<System<Child>> {
  const child = await startChild([THROUGHLINE, 'start'], soloEnvironment(environment, directory));
  const headers = { authorization: `Bearer ${KEY}` };
  return {
    child,
    headers,
    report: () => roiBySource(child.url, headers),
    mayShowAll: () => isCaughtUp(child.url, headers),
  };
}

/** The ROI report of the last days by source, of a system of ours. */
export async function roiBySource(url: string, headers: System['headers']): Promise<readonly Shown[]> {
  const asked = `${url}/v1/reports/roi?from=${day(-4)}&to=${day(1)}&tz=UTC&by=source`;
  return ((await json(asked, headers)) as { rows: Shown[] }).rows;
}

/** Whether everything a system of ours took before the question is in its reports. */
export async function isCaughtUp(url: string, headers: System['headers']): Promise<boolean> {
  return ((await json(`${url}/v1/status`, headers)) as { caught_up: boolean }).caught_up;
}

/** The ordinary way (bench/naive) on a directory, as if it had taken so many visits before. */
export async function startNaive(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
  visits = 0,
): Promise<System<Child>> {
  const child = await startChild([compiled('naive/server.js'), directory, String(visits)], environment);
  return {
    child,
    headers: {},
    async report() {
      const from = `${day(-4)} 00:00:00.000`;
      const { rows } = (await json(`${child.url}/report?from=${encodeURIComponent(from)}`, {})) as { rows: Shown[] };
      return rows;
    },
    // It has nothing to say of that.
    mayShowAll: () => Promise.resolve(true),
  };
}

/** Sums over all sources. */
export function totalOf(rows: readonly Shown[]): Expected {
  const total = { visits: 0, enquiries: 0, sales: 0 };
  for (const row of rows) {
    total.visits += row.visits;
    total.enquiries += row.enquiries;
    total.sales += row.sales;
  }
  return total;
}

export const day = (offset: number): string => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

export async function json(url: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<unknown> {
  const response = await fetch(url, { method, headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
