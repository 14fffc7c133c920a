import { parentPort, workerData } from 'node:worker_threads';
import { callsOver, createWarehouse, received, sent } from '@throughline/warehouse';
import type { LineSettings } from '../settings/line-settings.ts';
import { localSteps } from '../steps/steps.ts';
import type { LineCalls, StepCalls, ThreadData } from './calls.ts';
import { batchOf } from './event-batch-copy.ts';

/** The thread of the steps: the same steps as in one thread, over a warehouse that is lent and settings that are told. */
const port = parentPort;
if (port === null) throw new Error('This is the program of a worker thread');
const { warehouse, settings: first } = workerData as ThreadData;

let settings = first;
const steps = localSteps({
  warehouse: await createWarehouse({ kind: 'lent', port: warehouse }),
  settings: {
    state: () => settings,
    refresh: async () => (settings = await received(line.refreshSettings())),
  },
});
const take = (changed: LineSettings | null): void => {
  if (changed !== null) settings = changed;
};

const calls: StepCalls = {
  record(batch, changed, call) {
    take(changed);
    return sent(() => steps.record(batchOf(batch), () => received(line.between(call))));
  },
  load(batch, changed) {
    take(changed);
    return sent(() => steps.load(batchOf(batch)));
  },
  attribute(dues, changed, call) {
    take(changed);
    return sent(() => steps.attribute(dues, () => received(line.between(call))));
  },
};
const line = callsOver<LineCalls, StepCalls>(port, calls);
