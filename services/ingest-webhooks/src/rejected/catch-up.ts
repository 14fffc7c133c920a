import type { Logger } from '@throughline/runtime';
import { replayRejected, type ReplayDeps } from './replay.ts';

/** Reads again, one source after another, what was given up because an API did not answer. */
export interface CatchUp {
  /** Begins it; what is under way for a source already is not begun again. */
  begin(source: { readonly id: string; readonly workspace: string }): void;
  /** Ends after what it is at. */
  stop(): Promise<void>;
}

/** Requests read at once; others are let in between. */
const AT_ONCE = 100;

export function createCatchUp(deps: ReplayDeps & { readonly logger: Logger }): CatchUp {
  const waiting = new Set<string>();
  let work: Promise<void> = Promise.resolve();
  let stopping = false;

  async function catchUp(id: string, workspace: string): Promise<void> {
    waiting.delete(id);
    const open = await deps.index.open(workspace);
    // The oldest first, so that events come to the log in the order in which they should have.
    const given = open.filter(({ source, reason }) => source === id && reason === 'read_back_failed').reverse();
    for (let from = 0; from < given.length && !stopping; from += AT_ONCE) {
      await replayRejected(given.slice(from, from + AT_ONCE), deps);
    }
    if (given.length > 0)
      deps.logger.info({ source: id, requests: given.length }, 'what the API did not answer is asked again');
  }

  return {
    begin({ id, workspace }) {
      if (waiting.has(id) || stopping) return;
      waiting.add(id);
      work = work
        .then(() => (stopping ? undefined : catchUp(id, workspace)))
        .catch((err: unknown) =>
          deps.logger.error({ err, source: id }, 'what the API did not answer could not be asked again'),
        );
    },
    async stop() {
      stopping = true;
      await work;
    },
  };
}
