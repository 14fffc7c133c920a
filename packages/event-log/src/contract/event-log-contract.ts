import { afterEach, describe } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { appendingAndReading } from './appending-and-reading.ts';
import { consuming } from './consuming.ts';
import { failingHandlers } from './failing-handlers.ts';
import { sharingAGroup } from './sharing-a-group.ts';
import { startingAgain } from './starting-again.ts';
import { stopping } from './stopping.ts';
import type { LogHarness, MakeLog, StartLog } from './start-log.ts';

/**
 * What every event log must do. ONE suite: each adapter runs it over itself, so that code tested on the memory log holds
 * on disk and on a broker.
 */
export function eventLogContract(name: string, makeLog: MakeLog): void {
  describe(`${name}: event log contract`, () => {
    const harnesses: LogHarness[] = [];
    const start: StartLog = async (partitions) => {
      const topic = `contract-${randomUUID()}`;
      const harness = await makeLog([{ name: topic, partitions, retentionMs: -1 }]);
      harnesses.push(harness);
      return { harness, log: harness.log, topic };
    };
    afterEach(async () => {
      for (const harness of harnesses.splice(0)) await harness.dispose();
    });

    appendingAndReading(start);
    consuming(start);
    startingAgain(start);
    failingHandlers(start);
    sharingAGroup(start);
    stopping(start);
  });
}
