import type { CommandContext } from './command-context.ts';
import { linesOf } from './lines-of.ts';
import { rebuildOfCluster } from './rebuild-cluster.ts';

interface Line {
  readonly state: 'building' | 'switched' | 'failed';
  readonly events?: number;
  readonly total?: number;
  readonly candidates?: number;
  readonly detail?: string;
}

/** `throughline rebuild`: asks the running instance; it goes on answering from the old warehouse until the new one stands. */
export async function rebuild(context: CommandContext): Promise<number | undefined> {
  if (context.config.MODE === 'cluster') return rebuildOfCluster(context);
  const response = await context.client().request('/v1/rebuild', { method: 'POST' });
  let last: Line | undefined;
  for await (const text of linesOf(response)) {
    last = JSON.parse(text) as Line;
    if (last.state === 'building') context.progress(`events ${last.events ?? 0} of ${last.total ?? 0}`);
  }
  if (last?.state !== 'switched') {
    context.progress(
      `throughline: the rebuild failed: ${last?.detail ?? 'the instance went away'}; the old warehouse goes on`,
    );
    return 1;
  }
  context.print(JSON.stringify({ events: last.events, candidates: last.candidates }));
  return undefined;
}
