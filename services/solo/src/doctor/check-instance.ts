import { CommandError, type InstanceClient } from '../commands/instance-client.ts';
import { findingsOf, type Finding } from './finding.ts';

/** What of `GET /v1/status` is looked at. */
export interface StatusSeen {
  readonly caught_up: boolean;
  /** Records that each stage has not processed yet. */
  readonly lag: Readonly<Record<string, number>>;
}

/** What of `GET /v1/sources` is looked at. */
export interface SourceSeen {
  readonly id: string;
  readonly enabled: boolean;
  readonly health: { readonly last_event?: string };
}

/**
 * Looks at a running instance by what it says of itself.
 * @param pause between two looks at how far the line is behind
 */
export async function checkInstance(client: InstanceClient, pause: () => Promise<void>): Promise<Finding[]> {
  const read = async <T>(path: string): Promise<T> => (await (await client.request(path)).json()) as T;
  try {
    const first = await read<StatusSeen>('/v1/status');
    if (!first.caught_up) await pause();
    const second = first.caught_up ? first : await read<StatusSeen>('/v1/status');
    const { total } = await read<{ total: number }>('/v1/rejected?limit=1');
    const { sources } = await read<{ sources: SourceSeen[] }>('/v1/sources');
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
  const silent = sources.filter(({ enabled, health }) => enabled && health.last_event === undefined);
  return silent.length === 0
    ? ok(`${sources.length}, none silent`)
    : warning(
        `nothing ever came from ${silent.map(({ id }) => id).join(', ')}: is its address in the provider's settings?`,
      );
}
