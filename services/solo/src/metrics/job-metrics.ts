import type { Job } from '@throughline/jobs';
import type { Metrics } from '@throughline/runtime';

/** Longer than any request: a sweep reads everything. */
const SECONDS = [0.01, 0.1, 1, 10, 60, 600, 3_600];

/** The same jobs, timed; failures are counted. */
export function measuredJobs(jobs: readonly Job[], metrics: Metrics): Job[] {
  const seconds = metrics.histogram('job_seconds', 'Runs of scheduled jobs.', ['job'], SECONDS);
  const failures = metrics.counter('job_failures_total', 'Runs of scheduled jobs that failed.', ['job']);
  return jobs.map((job) => {
    const { name } = job;
    seconds.zero({ job: name });
    failures.inc({ job: name }, 0);
    return {
      ...job,
      async run(isStopping) {
        const end = seconds.startTimer({ job: name });
        try {
          await job.run(isStopping);
        } catch (error) {
          failures.inc({ job: name });
          throw error;
        } finally {
          end();
        }
      },
    };
  });
}

/** What a sweep found: repaired rows are a bug to be found. */
export function sweepMetrics(metrics: Metrics): (result: { checked: number; repaired: number }) => void {
  const checked = metrics.counter('sweep_checked_total', 'Rows that the sweep has computed again.');
  const repaired = metrics.counter('sweep_repaired_total', 'Rows that differed from their facts: each is a bug.');
  return (result) => {
    checked.inc(result.checked);
    repaired.inc(result.repaired);
  };
}
