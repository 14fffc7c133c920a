import { sweep, type PipelineStatus, type SweepDeps } from '@throughline/attribution';
import type { Retained } from '@throughline/event-log';
import type { Job } from '@throughline/jobs';
import type { Logger } from '@throughline/runtime';

const LAG_WORTH_A_WARNING = 10_000;

/** Computes every row again, at night; what it repairs is a bug to be found. */
export const sweepJob = (
  deps: () => Omit<SweepDeps, 'isStopping'>,
  logger: Logger,
  onSwept: (result: { checked: number; repaired: number }) => void,
): Job => ({
  name: 'sweep',
  schedule: '17 3 * * *',
  async run(isStopping) {
    const { checked, repaired } = await sweep({ ...deps(), isStopping });
    onSwept({ checked, repaired });
    if (repaired > 0) logger.error({ checked, repaired }, 'the sweep found rows that differ from their facts');
  },
});

/** Says when reports are far behind. */
export const freshnessJob = (status: Pick<PipelineStatus, 'status'>, logger: Logger): Job => ({
  name: 'freshness',
  schedule: '* * * * *',
  async run() {
    const { lag } = await status.status();
    if (Object.values(lag).some((records) => records > LAG_WORTH_A_WARNING)) logger.warn({ lag }, 'reports are behind');
  },
});

/** Begins to read at providers that send no webhook twice what changed since the last time. */
export const reconcileJob = (reconcile: () => Promise<number>, logger: Logger): Job => ({
  name: 'reconcile',
  schedule: '7 * * * *',
  async run() {
    const sources = await reconcile();
    if (sources > 0) logger.info({ sources }, 'comparing with what providers have that send no webhook twice');
  },
});

/** Drops records past their retention, where no broker does it. */
export const retentionJob = (log: Retained, logger: Logger, now: () => number): Job => ({
  name: 'retention',
  schedule: '41 4 * * *',
  async run() {
    const dropped = await log.prune(now());
    if (dropped > 0) logger.info({ dropped }, 'records past their retention were dropped');
  },
});
