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

interface Replay {
  readonly replayed: number;
  readonly accepted: number;
  readonly read_backs: number;
  readonly still_rejected: number;
  readonly not_replayable: number;
  /** Rejected ones that this request did not reach. */
  readonly remaining: number;
}

/** `throughline events replay`: reads every rejected event again with the present code and settings. */
export async function eventsReplay(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const answer = await context.client().request('/v1/rejected/replay', { method: 'POST', body: {} });
  const replay = (await answer.json()) as Replay;
  if (options.json === true) context.print(JSON.stringify(replay));
  else for (const [name, count] of Object.entries(replay)) context.print(`${name.replaceAll('_', ' ')}\t${count}`);
  return undefined;
}
