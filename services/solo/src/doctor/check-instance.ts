import { CommandError, type InstanceClient } from '../commands/instance-client.ts';
import type { RebuildJson } from '@throughline/query';
import { findingsOf, type Finding } from './finding.ts';

/** What of `GET /v1/status` is looked at. */
export interface StatusSeen {
  readonly caught_up: boolean;
  /** Records that each stage has not processed yet. */
  readonly lag: Readonly<Record<string, number>>;
  readonly rebuild?: RebuildJson;
}

/** A source, whether nothing ever came from it, and what is wrong with its provider's API; null: nothing that is known. */
export interface SourceSeen {
  readonly id: string;
  readonly isSilent: boolean;
  readonly trouble: ApiTroubleSeen | null;
}

export interface ApiTroubleSeen {
  readonly reason: string;
  readonly since: string;
  readonly what_to_do: { readonly en: string };
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
      warehouseFinding(second),
      rulesFinding(second),
      rejectedFinding(total),
      sourcesFinding(sources),
      apiFinding(sources),
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

export function warehouseFinding({ rebuild }: StatusSeen): Finding {
  const { ok, warning, problem } = findingsOf('files of the warehouse');
  if (rebuild?.reason !== 'damaged') return ok('no statement has met damaged ones');
  if (rebuild.state === 'needed') {
    return problem('damaged again and again: look at the disk, then run "throughline rebuild"');
  }
  if (rebuild.state === 'failed') return problem('damaged, and the rebuild fails: see the log lines of the instance');
  return warning('damaged: the warehouse is made anew from the log');
}

export function rulesFinding({ rebuild }: StatusSeen): Finding {
  const { ok, warning, problem } = findingsOf('rules');
  if (rebuild?.reason !== 'rules_changed') return ok('the reports follow the present ones');
  const said = 'they changed, and the reports follow the former ones';
  if (rebuild.state === 'needed') return problem(`${said}: run "throughline rebuild"`);
  if (rebuild.state === 'failed') return problem(`${said}: the rebuild fails, see the log lines of the instance`);
  return warning(`${said} until the rebuild that is under way has ended`);
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

export function apiFinding(sources: readonly SourceSeen[]): Finding {
  const { ok, problem } = findingsOf("providers' APIs");
  const found = sources.flatMap(({ id, trouble }) =>
    trouble === null ? [] : [`${id}: ${trouble.reason} since ${trouble.since}. ${trouble.what_to_do.en}`],
  );
  return found.length === 0 ? ok('none gives nothing') : problem(found.join(' '));
}

type Read = <T>(path: string) => Promise<T>;

interface SourceListed {
  readonly id: string;
  readonly enabled: boolean;
  readonly health: { readonly last_event?: string } & (
    { readonly state?: 'healthy' } | ({ readonly state: 'unhealthy' } & ApiTroubleSeen)
  );
}

async function readSources(read: Read): Promise<SourceSeen[]> {
  const { sources } = await read<{ sources: SourceListed[] }>('/v1/sources');
  const seen: SourceSeen[] = [];
  for (const { id, enabled, health } of sources) {
    // The health is counted since the instance started; the log knows what came before.
    const isSilent = enabled && health.last_event === undefined && !(await hasEvents(read, id));
    seen.push({ id, isSilent, trouble: enabled && health.state === 'unhealthy' ? health : null });
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
