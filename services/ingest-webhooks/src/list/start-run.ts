import type { ListedFor } from '@throughline/events';
import type { SettingsState } from '@throughline/settings';
import type { ProviderRegistry } from '../provider/registry.ts';
import { sourceSetup } from '../source/source-setup.ts';
import { isActive, type ListRun } from './list-run.ts';
import type { RunBook } from './run-book.ts';

export interface StartDeps {
  readonly book: RunBook;
  readonly providers: ProviderRegistry;
  readonly now: () => number;
  readonly randomId: () => string;
}

export type Started =
  | { readonly kind: 'started'; readonly run: ListRun }
  | { readonly kind: 'running'; readonly run: ListRun }
  /** The provider has no list API that we know, or the settings lack what it takes to ask it. */
  | { readonly kind: 'no_list_api' | 'no_api_access' };

/** Begins to read the lists of a source, unless it is done already; the book must have been read. */
export async function startRun(
  source: string,
  kind: ListedFor,
  range: { readonly from: number; readonly to: number },
  state: SettingsState,
  deps: StartDeps,
): Promise<Started> {
  const setup = sourceSetup(state, source);
  const bound = setup === null ? null : deps.providers.byName(setup.source.provider);
  if (setup === null || bound?.lists == null) return { kind: 'no_list_api' };
  const opened = bound.open(setup.source.settings);
  const lists = opened.kind === 'open' ? opened.provider.lists : null;
  if (lists === null) return { kind: 'no_api_access' };
  const before = deps.book.of(source, kind);
  if (before !== null && isActive(before)) return { kind: 'running', run: before };
  const now = deps.now();
  const run: ListRun = {
    workspace: setup.source.workspace,
    source,
    run: `${kind}-${deps.randomId()}`,
    kind,
    ...range,
    startedAt: now,
    updatedAt: now,
    state: 'running',
    pending: lists.first({ ...range, timeZone: setup.timeZone }),
    pages: 0,
    items: 0,
    share: 0,
    waiting: null,
  };
  await deps.book.write(run);
  return { kind: 'started', run };
}
