import cron, { type ScheduledTask } from 'node-cron';

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
      { name: job.name, timezone: timeZone, noOverlap: true },
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
