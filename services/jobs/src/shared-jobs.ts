import { GROUPS, TOPICS } from '@throughline/events';
import type { Batch, EventLog } from '@throughline/event-log';
import { startJobs, type Job, type JobsDeps } from './app.ts';

export interface SharedJobsDeps extends JobsDeps {
  readonly log: EventLog;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** After an outage nobody wants what was due long before. */
const OLDEST_MS = 10 * 60_000;
/** Ticks of one time: every process appends one, within what their clocks differ by. */
const SAME_MS = 30_000;

/**
 * Jobs of several processes, each run by one of them: a tick of the clock is a record on a topic of one partition, and
 * whoever owns the partition runs what it names. When that process ends in the middle, the next owner runs it again.
 */
export async function startSharedJobs({ jobs, timeZone, log, now, onError }: SharedJobsDeps): Promise<{
  stop(): Promise<void>;
}> {
  const lastRun = new Map<string, number>();

  async function run(batch: Batch): Promise<void> {
    for (const { value, appendedAt } of batch.records) {
      const job = jobs.find(({ name }) => name === Buffer.from(value).toString('utf8'));
      if (job === undefined || appendedAt < now() - OLDEST_MS) continue;
      if (appendedAt - (lastRun.get(job.name) ?? -Infinity) < SAME_MS) continue;
      await job.run(() => batch.isStale()).catch((error: unknown) => onError(job.name, error));
      // Not done: its tick is the next owner's.
      if (batch.isStale()) throw new StoppedJobError(job);
      lastRun.set(job.name, appendedAt);
    }
  }

  const subscription = await log.subscribe({
    topic: TOPICS.jobTicks,
    group: GROUPS.jobs,
    maxRecords: 1,
    handler: run,
    onError: (error) => {
      if (!(error instanceof StoppedJobError)) onError(TOPICS.jobTicks, error);
    },
  });
  const clock = startJobs({
    jobs: jobs.map((job) => ({
      ...job,
      run: async () => {
        await log.append(TOPICS.jobTicks, [{ key: null, value: Buffer.from(job.name) }]);
      },
    })),
    timeZone,
    onError,
  });
  return {
    async stop() {
      await clock.stop();
      await subscription.stop();
    },
  };
}

/** The partition went to another process in the middle of a job. */
class StoppedJobError extends Error {
  readonly code = 'job_stopped';
  constructor({ name }: Job) {
    super(`Job "${name}" was left to another process`);
  }
}
