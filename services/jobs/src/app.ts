import cron, { type ScheduledTask, type TaskOptions } from 'node-cron';

/** Work that runs by the clock. It must be idempotent: a crash in the middle simply leaves it to the next time. */
export interface Job {
  readonly name: string;
  /** Cron expression, in `timeZone`. */
  readonly schedule: string;
  /** @param isStopping true: end soon, what is left out is made up for by the next run */
  readonly run: (isStopping: () => boolean) => Promise<void>;
}

export interface JobsDeps {
  readonly jobs: readonly Job[];
  readonly timeZone: string;
  readonly onError: (job: string, error: unknown) => void;
}

/**
 * The library would write coloured lines of its own among ours. Its warnings are of runs that were missed, or not begun because
 * the one before still goes on: both are made up for by the next, and the metrics of jobs show them.
 */
const quietLogger = (job: string, onError: JobsDeps['onError']): Exclude<TaskOptions['logger'], undefined> => ({
  info: () => undefined,
  debug: () => undefined,
  warn: () => undefined,
  error: (message, err) => onError(job, err ?? message),
});

/** Starts every job on its schedule; a job never overlaps itself. `stop` waits for the running ones. */
export function startJobs({ jobs, timeZone, onError }: JobsDeps): { stop(): Promise<void> } {
  let stopping = false;
  const running = new Set<Promise<void>>();
  const tasks: ScheduledTask[] = jobs.map((job) =>
    cron.schedule(
      job.schedule,
      async () => {
        const work = job.run(() => stopping).catch((error: unknown) => onError(job.name, error));
        running.add(work);
        await work;
        running.delete(work);
      },
      { name: job.name, timezone: timeZone, noOverlap: true, logger: quietLogger(job.name, onError) },
    ),
  );
  return {
    async stop() {
      stopping = true;
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}
