import type { Logger } from './create-logger.ts';

/**
 * Tells of work that is tried again until it succeeds: one line when it begins to fail, one for each other cause, one when
 * it works again, however often it is tried in between.
 */
export interface OutageLog {
  /** @param part what of the stage fails on its own, such as a partition; absent: the stage as a whole */
  readonly failed: (stage: string, error: unknown, part?: number) => void;
  /** When a part works, so does the stage as a whole. */
  readonly worked: (stage: string, part?: number) => void;
}

interface Outage {
  readonly since: number;
  failures: number;
  /** Parts that have not worked since they failed. */
  readonly parts: Set<number>;
  /** When each cause was told last. */
  readonly told: Map<string, number>;
}

const WHOLE = -1;
/** What lasts is said again, so that a log whose beginning is gone tells it too. */
const REMIND_MS = 300_000;

/** @param now epoch milliseconds */
export function createOutageLog(logger: Logger, now: () => number): OutageLog {
  const outages = new Map<string, Outage>();
  return {
    failed(stage, error, part = WHOLE) {
      const at = now();
      const outage = outages.get(stage) ?? { since: at, failures: 0, parts: new Set(), told: new Map() };
      outages.set(stage, outage);
      outage.failures += 1;
      outage.parts.add(part);
      const cause = causeOf(error);
      if (at - (outage.told.get(cause) ?? -Infinity) < REMIND_MS) return;
      outage.told.set(cause, at);
      logger.error({ stage, ...fieldsOf(error), failures: outage.failures }, `${stage} waits: ${lineOf(error)}`);
    },
    worked(stage, part = WHOLE) {
      const outage = outages.get(stage);
      if (outage === undefined) return;
      outage.parts.delete(part);
      outage.parts.delete(WHOLE);
      if (outage.parts.size > 0) return;
      outages.delete(stage);
      const seconds = Math.round((now() - outage.since) / 1000);
      logger.info({ stage, failures: outage.failures, seconds }, `${stage} works again`);
    },
  };
}

const textOf = (error: unknown, member: 'code' | 'reason'): string | undefined => {
  const value = (error as Partial<Record<string, unknown>> | null)?.[member];
  return typeof value === 'string' ? value : undefined;
};

/** Two errors are of one cause when nobody would act on them in two ways. */
function causeOf(error: unknown): string {
  const code = textOf(error, 'code');
  return code === undefined ? lineOf(error) : `${code} ${textOf(error, 'reason') ?? ''}`;
}

/** An error with a code of its own was foreseen, and its message says what to do; of any other the stack is what helps. */
function fieldsOf(error: unknown): object {
  const code = textOf(error, 'code');
  if (code === undefined) return { err: error };
  const reason = textOf(error, 'reason');
  return reason === undefined ? { code } : { code, reason };
}

const LONGEST = 500;

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').slice(0, LONGEST);
}

/** What a consumer is given so that its outages are told. */
interface Watched<Batch> {
  readonly handler: (batch: Batch) => Promise<void>;
  readonly onError: (error: unknown, batch: Batch) => void;
  readonly onUnable: (error: unknown) => void;
  readonly onAble: () => void;
}

/** The handler and listeners of a consumer whose batches are tried again until they are done. */
export const watched = <Batch extends { readonly partition: number }>(
  outages: OutageLog,
  stage: string,
  work: (batch: Batch) => Promise<void>,
): Watched<Batch> => ({
  async handler(batch) {
    await work(batch);
    outages.worked(stage, batch.partition);
  },
  onError: (error, { partition }) => outages.failed(stage, error, partition),
  onUnable: (error) => outages.failed(stage, error),
  onAble: () => outages.worked(stage),
});
