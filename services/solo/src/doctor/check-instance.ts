import { CommandError, type InstanceClient } from '../commands/instance-client.ts';
import { findingsOf, type Finding } from './finding.ts';

/** What of `GET /v1/status` is looked at. */
export interface StatusSeen {
  readonly caught_up: boolean;
  /** Records that each stage has not processed yet. */
  readonly lag: Readonly<Record<string, number>>;
}

/** A source, and whether nothing ever came from it. */
export interface SourceSeen {
  readonly id: string;
  readonly isSilent: boolean;
}

/**
 * Looks at a running instance by what it says of itself.
 * @param pause between two looks at how far the line is behind
 */
export async function checkInstance(client: InstanceClient, pause: () => Promise<void>): Promise<Finding[]> {
  const read: Read = async <T>(path: string) => (await (await client.request(path)).json()) as T;
  try {
    const first = await read<StatusSeen>('/v1/status');
    if (!first.caught_up) await pause();
    const second = first.caught_up ? first : await read<StatusSeen>('/v1/status');
    const { total } = await read<{ total: number }>('/v1/rejected?limit=1');
    const sources = await readSources(read);
    return [
      findingsOf('instance').ok(client.url),
      lagFinding(first, second),
      rejectedFinding(total),
      sourcesFinding(sources),
    ];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [findingsOf('instance').problem(error.message)];
  }
}

/** @param first and a moment later `second` */
export function lagFinding(first: StatusSeen, second: StatusSeen): Finding {
  const { ok, warning, problem } = findingsOf('lag');
  if (second.caught_up) return ok('caught up');
  const total = ({ lag }: StatusSeen): number => Object.values(lag).reduce((a, b) => a + b, 0);
  const stages = Object.entries(second.lag).filter(([, records]) => records > 0);
  const behind = `behind: ${stages.map(([stage, records]) => `${stage} ${records}`).join(', ')}`;
  return total(second) < total(first)
    ? warning(`${behind}; catching up`)
    : problem(`${behind}; and it does not shrink: see the log lines of the instance`);
}

export function rejectedFinding(open: number): Finding {
  const { ok, warning } = findingsOf('rejected events');
  return open === 0
    ? ok('none open')
    : warning(`${open} open: see /v1/rejected, mend the cause and run "throughline events replay"`);
}

export function sourcesFinding(sources: readonly SourceSeen[]): Finding {
  const { ok, warning } = findingsOf('sources');
  const silent = sources.filter(({ isSilent }) => isSilent).map(({ id }) => id);
  return silent.length === 0
    ? ok(`${sources.length}, none silent`)
    : warning(`nothing came from ${silent.join(', ')}: is its address in the provider's settings?`);
}

type Read = <T>(path: string) => Promise<T>;

async function readSources(read: Read): Promise<SourceSeen[]> {
  const { sources } = await read<{ sources: { id: string; enabled: boolean; health: { last_event?: string } }[] }>(
    '/v1/sources',
  );
  const seen: SourceSeen[] = [];
  for (const { id, enabled, health } of sources) {
    // The health is counted since the instance started; the log knows what came before.
    const isSilent = enabled && health.last_event === undefined && !(await hasEvents(read, id));
    seen.push({ id, isSilent });
  }
  return seen;
}

/** Pages of the live feed looked through for a source, of up to 20,000 events each: further back it counts as silent. */
const MOST_PAGES = 10;

async function hasEvents(read: Read, source: string): Promise<boolean> {
  const query = new URLSearchParams({ source, limit: '1' });
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { events, earlier } = await read<{ events: unknown[]; earlier?: string }>(`/v1/events?${query.toString()}`);
    if (events.length > 0) return true;
    if (earlier === undefined) return false;
    query.set('before', earlier);
  }
  return false;
}
