import type { CommandContext } from './command-line.ts';
import { readJson } from './read-json.ts';

/** `throughline events validate FILE`: asks the instance to check, sends nothing to the log. Exit 1 when any is bad. */
export async function eventsValidate(context: CommandContext, file: string): Promise<number | undefined> {
  const answer = await context.client().request('/v1/events?dry_run=1', { method: 'POST', body: readJson(file) });
  const text = await answer.text();
  context.print(text.trimEnd());
  return (JSON.parse(text) as { rejected: unknown[] }).rejected.length === 0 ? undefined : 1;
}

/** `throughline events replay`: reads every rejected event again with the present code and settings. */
export async function eventsReplay(context: CommandContext): Promise<number | undefined> {
  const answer = await context.client().request('/v1/rejected/replay', { method: 'POST', body: {} });
  context.print((await answer.text()).trimEnd());
  return undefined;
}
