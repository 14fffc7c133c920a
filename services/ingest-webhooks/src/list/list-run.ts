import type { ListedFor } from '@throughline/events';
import { API_TROUBLES, type ApiTrouble } from '../api/call-api.ts';
import type { ListRequest } from '../provider/list-port.ts';

/**
 * How a run ends: `failed`: the source has no access to a list API any more, or that does not give what was asked;
 * `cancelled`: by a person.
 */
const FINAL_STATES = ['done', 'failed', 'cancelled'] as const;
const ACTIVE_STATES = ['running', 'waiting'] as const;
export const RUN_STATES = [...ACTIVE_STATES, ...FINAL_STATES] as const;
export type RunState = (typeof RUN_STATES)[number];

/**
 * One reading of a source's lists, as it stands: a record on topic `list-runs` (JSON, key `<source>/<kind>`) each time
 * it has got on, so that whoever goes on begins behind the last page that is durable.
 */
export interface ListRun {
  readonly workspace: string;
  readonly source: string;
  /** Unique; also the request id of the pages. */
  readonly run: string;
  readonly kind: ListedFor;
  /** What is read, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly state: RunState;
  /** What is still to be asked, in order; more may follow from the answers. */
  readonly pending: readonly ListRequest[];
  readonly pages: number;
  /** Entities on the pages. */
  readonly items: number;
  /** How much of the range is read, 0 to 1; null where the provider does not let it be known. */
  readonly share: number | null;
  /** Why it waits. */
  readonly waiting: RunTrouble | null;
}

export interface RunTrouble {
  readonly trouble: Exclude<ApiTrouble, 'resting'>;
  readonly detail: string;
  /** Epoch milliseconds. */
  readonly since: number;
}

export const isActive = ({ state }: Pick<ListRun, 'state'>): boolean => state === 'running' || state === 'waiting';

/** Of which there is one at a time. */
export const lineOfRun = ({ source, kind }: Pick<ListRun, 'source' | 'kind'>): string => `${source}/${kind}`;

export function encodeListRun(run: ListRun): { key: string; value: Uint8Array } {
  return { key: lineOfRun(run), value: Buffer.from(JSON.stringify(run), 'utf8') };
}

/** Null when the bytes are no run of ours. */
export function parseListRun(bytes: Uint8Array): ListRun | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<ListRun> | null;
    const known =
      typeof value?.source === 'string' &&
      typeof value.run === 'string' &&
      (value.kind === 'backfill' || value.kind === 'reconciliation') &&
      RUN_STATES.some((state) => state === value.state) &&
      Array.isArray(value.pending) &&
      (value.waiting === null || API_TROUBLES.some((trouble) => trouble === value.waiting?.trouble));
    return known ? (value as ListRun) : null;
  } catch {
    return null;
  }
}
