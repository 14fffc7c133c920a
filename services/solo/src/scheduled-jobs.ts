import { sweep } from '@throughline/attribution';
import type { EventLog, Retained } from '@throughline/event-log';
import type { Job } from '@throughline/jobs';
import type { Logger } from '@throughline/runtime';
import type { Line } from './line.ts';

interface ScheduledDeps {
  readonly log: EventLog & Retained;
  readonly line: Line;
  readonly logger: Logger;
  readonly now: () => number;
}

const LAG_WORTH_A_WARNING = 10_000;

/** What runs by the clock in one process. */
export function scheduledJobs({ log, line, logger, now }: ScheduledDeps): Job[] {
  return [
    {
      name: 'sweep',
      schedule: '17 3 * * *',
      async run() {
        const { checked, repaired } = await sweep(line.sweepDeps());
        if (repaired > 0) logger.error({ checked, repaired }, 'the sweep found rows that differ from their facts');
      },
    },
    {
      name: 'freshness',
      schedule: '* * * * *',
      async run() {
        const { lag } = await line.slot.status.status();
        if (Object.values(lag).some((records) => records > LAG_WORTH_A_WARNING))
          logger.warn({ lag }, 'reports are behind');
      },
    },
    {
      name: 'retention',
      schedule: '41 4 * * *',
      async run() {
        const dropped = await log.prune(now());
        if (dropped > 0) logger.info({ dropped }, 'records past their retention were dropped');
      },
    },
  ];
}
