import { findingsOf, type Finding } from './finding.ts';

/** The oldest that is supported: views that read as their maker came with 24.2, and this line was kept longest. */
const OLDEST = [24, 8] as const;

/** @param version as the server says it, e.g. `25.8.1.5101` */
export function checkVersion(version: string): Finding {
  const { ok, problem } = findingsOf('clickhouse');
  const [year = 0, month = 0] = version.split('.').map(Number);
  const isOld = year < OLDEST[0] || (year === OLDEST[0] && month < OLDEST[1]);
  return isOld ? problem(`version ${version}: upgrade it to ${OLDEST.join('.')} or later`) : ok(`version ${version}`);
}

/** A table that merges keep up with has a few dozen in a partition. */
const MANY = 300;

/**
 * @param table the one that has a partition of so many active parts; null when there is none
 * @param limit parts of one partition from which on inserts are made to wait, and soon refused
 */
export function checkParts(table: string | null, parts: number, limit: number): Finding {
  const { ok, warning, problem } = findingsOf('clickhouse parts');
  const said = `${parts} in a partition of ${table ?? 'nothing'}`;
  if (limit > 0 && parts >= limit)
    return problem(`${said}: inserts are slowed down and soon refused; see system.merges and its disk`);
  return parts >= MANY ? warning(`${said}: merges fall behind; see system.merges and its disk`) : ok(`at most ${said}`);
}

/** Bytes. */
interface Disk {
  readonly name: string;
  readonly free: number;
  readonly total: number;
}

const LOW = 0.1;
const LEAST_BYTES = 1_073_741_824;

export function checkServerDisks(disks: readonly Disk[]): Finding {
  const { ok, warning, problem } = findingsOf('clickhouse disks');
  const said = (of: readonly Disk[]): string =>
    of.map(({ name, free }) => `${name} ${Math.floor(free / 1_048_576)} MB free`).join(', ');
  const full = disks.filter(({ free }) => free < LEAST_BYTES);
  if (full.length > 0) return problem(`${said(full)}: make room, or inserts will be refused`);
  const low = disks.filter(({ free, total }) => free < total * LOW);
  return low.length > 0 ? warning(`${said(low)}: less than a tenth`) : ok(said(disks));
}

const SKEW_MS = 2_000;
const WRONG_MS = 60_000;

/**
 * @param check whose clock it is
 * @param at the server's clock, asked between two readings of ours; all epoch milliseconds
 */
export function checkServerClock(check: string, at: number, before: number, after: number): Finding {
  const { ok, warning, problem } = findingsOf(check);
  const skew = at < before ? before - at : Math.max(0, at - after);
  const said = `${Math.round(skew / 1000)} s ${at < before ? 'behind' : 'ahead of'} this machine's`;
  if (skew >= WRONG_MS) return problem(`${said}: have both set their clocks by NTP`);
  return skew >= SKEW_MS ? warning(`${said}: have both set their clocks by NTP`) : ok('as this machine has it');
}
