import type { CommandContext } from './command-context.ts';
import { dryRun, tell } from './dry-run.ts';
import { readJson } from './read-json.ts';

/** `throughline events validate FILE`: asks the instance to check, sends nothing to the log. Exit 1 when any is bad. */
export async function eventsValidate(
  context: CommandContext,
  file: string,
  options: { json?: boolean },
): Promise<number | undefined> {
  const checked = await dryRun(context.client(), '/v1/events', readJson(file));
  tell(context, checked, options.json === true);
  context.progress(`${checked.accepted} good, ${checked.rejected.length} bad`);
  return checked.rejected.length === 0 ? undefined : 1;
}

/** An answer of `/v1/rejected/replay`. */
interface Replay {
  readonly replayed: number;
  readonly accepted: number;
  readonly read_backs: number;
  readonly still_rejected: number;
  readonly not_replayable: number;
  /** Rejected ones that this request did not reach. */
  readonly remaining: number;
  /** Where the next request goes on; absent when this one reached all. */
  readonly next_cursor?: string;
}

/** The most that one request reads again. */
const MOST = 1_000;

/**
 * `throughline events replay`: reads every event that was rejected until now again, with the present code and settings,
 * request by request. Each is reached once: one that is rejected again comes back behind the last, and would never end.
 */
export async function eventsReplay(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const client = context.client();
  const counts = { replayed: 0, accepted: 0, read_backs: 0, still_rejected: 0, not_replayable: 0, remaining: Infinity };
  for (let cursor: string | undefined = ''; cursor !== undefined && counts.remaining > 0;) {
    const body = { limit: Math.min(MOST, counts.remaining), ...(cursor === '' ? {} : { cursor }) };
    const answer = await client.request('/v1/rejected/replay', { method: 'POST', body });
    const one = (await answer.json()) as Replay;
    for (const name of ['replayed', 'accepted', 'read_backs', 'still_rejected', 'not_replayable'] as const)
      counts[name] += one[name];
    const reached = one.replayed + one.not_replayable;
    counts.remaining = Math.min(counts.remaining - reached, one.remaining);
    cursor = one.next_cursor;
    if (counts.remaining > 0) context.progress(`${counts.remaining} to go`);
  }
  if (options.json === true) context.print(JSON.stringify(counts));
  else for (const [name, count] of Object.entries(counts)) context.print(`${name.replaceAll('_', ' ')}\t${count}`);
  return undefined;
}
