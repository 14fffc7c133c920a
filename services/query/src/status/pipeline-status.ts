/** Port to the pipeline's progress; the composition root gives it (the query side never reads the log). */
export interface StatusJson {
  readonly ready: boolean;
  readonly events: { readonly accepted: number; readonly recorded: number; readonly rejected: number };
  /** Records waiting, stage by stage. */
  readonly lag: Readonly<Record<string, number>>;
  /** RFC 3339: everything accepted before it shows in the reports; null before the first event. */
  readonly complete_until: string | null;
  /** Everything accepted before the question shows in the reports. */
  readonly caught_up: boolean;
  /** The rows follow former rules, or are made anew beside themselves; absent when neither. */
  readonly rebuild?: RebuildJson;
}

export const REBUILD_REASONS = ['rules_changed', 'damaged', 'asked'] as const;
export const REBUILD_STATES = ['waiting', 'building', 'failed', 'needed'] as const;

/** Why the rows are made anew, and how far that is. */
export interface RebuildJson {
  /** `damaged`: files of the warehouse are gone or changed; `asked`: by somebody. */
  readonly reason: (typeof REBUILD_REASONS)[number];
  /** `waiting`: for the last of several changes; `failed`: it is tried again later; `needed`: somebody must begin it. */
  readonly state: (typeof REBUILD_STATES)[number];
  /** Events read so far, of those there were when it began. */
  readonly events?: number;
  readonly total?: number;
}

export interface PipelineStatus {
  status(workspace: string): Promise<StatusJson>;
  /** Whether what was accepted at this opaque position shows in the reports. */
  caughtUp(position: string): Promise<boolean>;
}

const POLL_MS = 25;
export const LONGEST_WAIT_MS = 10_000;

/** Waits until the position shows, at most ten seconds. False = it does not yet. */
export const waitFor = async (
  pipeline: PipelineStatus,
  position: string,
  clock: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> },
): Promise<boolean> => {
  const until = clock.now() + LONGEST_WAIT_MS;
  for (;;) {
    if (await pipeline.caughtUp(position)) return true;
    if (clock.now() >= until) return false;
    await clock.sleep(POLL_MS);
  }
};
