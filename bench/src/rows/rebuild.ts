import { join } from 'node:path';
import { endToEnd, prologue } from '../load/end-to-end.ts';
import { interleaved, type Row } from '../measure.ts';
import { startSolo } from '../processes/systems.ts';
import { removeDirectory, temporaryDirectory } from '../processes/temporary-directory.ts';
import { Traffic } from '../shop/traffic.ts';

interface Line {
  readonly state: string;
  readonly events?: number;
  readonly detail?: string;
}

/** Row 8: a rebuild of everything the log holds, in a live instance and up to the switch, against taking events in live. */
export const rebuild: Row = {
  row: 8,
  async run({ quick, environment }) {
    const directory = temporaryDirectory();
    const solo = await startSolo(environment, join(directory, 'solo'));
    const traffic = new Traffic('r', 8);
    const events = quick ? 20_000 : 100_000;
    let accepted = 0;
    const live = async (): Promise<number> => {
      const rate = await endToEnd(solo, traffic, { events, perRequest: 100 });
      accepted += events;
      return rate;
    };
    const again = async (): Promise<number> => {
      const before = JSON.stringify(await solo.report());
      const startedAt = performance.now();
      const response = await fetch(`${solo.child.url}/v1/rebuild`, { method: 'POST', headers: solo.headers });
      const last = JSON.parse((await response.text()).trim().split('\n').at(-1) ?? '{}') as Line;
      const seconds = (performance.now() - startedAt) / 1_000;
      if (last.state !== 'switched' || last.events !== accepted)
        throw new Error(`of ${accepted} events: ${JSON.stringify(last)}`);
      if (JSON.stringify(await solo.report()) !== before) throw new Error('the rebuilt report is another');
      return accepted / seconds;
    };
    try {
      accepted += await prologue(solo, traffic);
      await live();
      const measured = await interleaved(quick ? 3 : 5, again, live);
      return {
        row: 8,
        name: `rebuild over live end to end (100 events a request), ${accepted} events at the end`,
        ...measured,
        at_least: 2,
        aim: 5,
        smallerIsBetter: false,
        unit: 'events/s',
      };
    } finally {
      await solo.child.stop();
      removeDirectory(directory);
    }
  },
};
