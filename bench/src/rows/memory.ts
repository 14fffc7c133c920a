import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endToEnd, prologue } from '../load/end-to-end.ts';
import { interleaved, type Row } from '../measure.ts';
import { json, startSolo, totalOf } from '../processes/systems.ts';
import { removeDirectory, temporaryDirectory } from '../processes/temporary-directory.ts';
import { Traffic } from '../shop/traffic.ts';
import { stagedShop } from '../stage/staged-shop.ts';

const EVENTS = 10_000;
const REPORTS = 10;

/** Row 9: resident memory of a process with much data over one with none, after the same work: events, then reports. */
export const memory: Row = {
  row: 9,
  async run({ quick, environment, progress }) {
    const visits = quick ? 100_000 : 10_000_000;
    const shop = await stagedShop(visits, environment, progress);
    const of = async (directory: string, expected: number): Promise<number> => {
      const solo = await startSolo(environment, directory);
      try {
        const traffic = new Traffic('m', 9);
        await prologue(solo, traffic);
        await endToEnd(solo, traffic, { events: EVENTS, perRequest: 100 });
        for (let i = 0; i < REPORTS; i += 1) {
          const answer = (await json(
            `${solo.child.url}/v1/reports/roi?from=2026-01-01&to=2026-07-31`,
            solo.headers,
          )) as { rows: Parameters<typeof totalOf>[0] };
          const shown = totalOf(answer.rows).visits;
          if (shown !== expected) throw new Error(`the report shows ${shown} visits, not ${expected}`);
        }
        await sleep(3_000);
        return solo.child.memory();
      } finally {
        await solo.child.stop();
        removeDirectory(directory);
      }
    };
    const measured = await interleaved(
      quick ? 1 : 3,
      () => of(shop.copy().directory, visits),
      () => of(join(temporaryDirectory(), 'solo'), 0),
    );
    return {
      row: 9,
      name: `resident memory at ${visits / 1e6}M visits over empty`,
      ...measured,
      at_least: 3,
      aim: 1.5,
      smallerIsBetter: true,
      unit: 'MB',
    };
  },
};
