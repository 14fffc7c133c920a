import type { EventLog } from '@throughline/event-log';
import type { SettingsStore } from '@throughline/settings';
import { createProviderRegistry, type ProviderRegistry } from '../provider/registry.ts';
import { createRunBook } from './run-book.ts';
import { startRun, type StartDeps } from './start-run.ts';

export interface ReconcileDeps {
  readonly eventLog: EventLog;
  readonly settings: SettingsStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly randomId: () => string;
  readonly providers?: ProviderRegistry;
}

const HOUR_MS = 3_600_000;
/** What is read again of what was read before: clocks differ, and lists show a change a moment late. */
const OVERLAP_MS = HOUR_MS;
/** How far the first one of a source reaches back. */
const FIRST_MS = 3 * HOUR_MS;

/** What a scheduled job calls, in whichever process: whoever owns topic `list-runs` reads the lists. */
export function createReconciler({
  eventLog,
  providers = createProviderRegistry(),
  ...deps
}: ReconcileDeps): () => Promise<number> {
  const book = createRunBook(eventLog);
  return () => reconcile({ ...deps, book, providers });
}

/**
 * Begins to read what changed since the last time at every source whose provider sends no webhook twice. One that is
 * still under way, or waits for its API, goes on; the next begins where it ended.
 * @returns how many were begun
 */
async function reconcile(deps: StartDeps & { readonly settings: SettingsStore }): Promise<number> {
  const { book, providers, settings, now } = deps;
  const state = await settings.refresh();
  await book.refresh();
  let begun = 0;
  for (const { id } of state.workspaces()) {
    for (const source of state.sources(id)) {
      if (!source.enabled || providers.byName(source.provider)?.lists?.reconciled !== true) continue;
      const last = book.of(source.id, 'reconciliation');
      const from = last === null ? now() - FIRST_MS : (last.state === 'done' ? last.to : last.from) - OVERLAP_MS;
      const started = await startRun(source.id, 'reconciliation', { from, to: now() }, state, deps);
      if (started.kind === 'started') begun += 1;
    }
  }
  return begun;
}
