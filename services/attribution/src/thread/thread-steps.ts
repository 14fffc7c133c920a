import { MessageChannel, Worker, type WorkerOptions } from 'node:worker_threads';
import { callsOver, received, sent, type OwnWarehouse } from '@throughline/warehouse';
import type { LineSettings, LineSettingsSource } from '../settings/line-settings.ts';
import type { Between, Steps } from '../steps/steps.ts';
import type { LineCalls, StepCalls, ThreadData } from './calls.ts';
import { copyBatch, memoryOf, type EventBatchCopy } from './event-batch-copy.ts';

/** Steps on a thread of their own. */
export interface ThreadSteps extends Steps {
  /** Ends the thread; what is under way fails with a `StepThreadError`. */
  stop(): Promise<void>;
}

/** The thread ended by itself; its next call begins another. */
export class StepThreadError extends Error {
  readonly code = 'step_thread_ended';
}

/** `new Worker`, unless a test watches the threads. */
type StartWorker = (program: URL, options: WorkerOptions) => Worker;

interface Running {
  readonly worker: Worker;
  readonly calls: ReturnType<typeof callsOver<StepCalls, LineCalls>>;
  /** Version of the settings it was told. */
  told: number;
  /** Rejects the calls under way. (A race of each with one promise of the thread's end would grow for ever.) */
  readonly waiting: Set<(error: StepThreadError) => void>;
}

/**
 * In megabytes. Most of what a batch makes lives as long as the batch: with the usual 16 it is copied twice and then
 * collected as old (measured in the rebuild: a tenth of the time).
 */
const YOUNG_GENERATION_MB = 192;

/**
 * Starts a thread that has the warehouse to itself (`lend`): projecting, encoding, walking persons and crediting leave this
 * one to the doors and the log.
 */
export function threadSteps(
  warehouse: OwnWarehouse,
  settings: LineSettingsSource,
  startWorker: StartWorker = (program, options) => new Worker(program, options),
): ThreadSteps {
  const betweens = new Map<number, Between>();
  let lastCall = 0;
  let running: Running | null = null;

  const lineCalls: LineCalls = {
    between: (call) => sent(async () => betweens.get(call)?.()),
    refreshSettings: () => sent(() => settings.refresh()),
  };

  function begin(): Running {
    const { port1, port2 } = new MessageChannel();
    warehouse.lend(port1);
    const state = settings.state();
    const workerData: ThreadData = { warehouse: port2, settings: state };
    const worker = startWorker(PROGRAM, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const waiting: Running['waiting'] = new Set();
    const ended = (error: StepThreadError): void => {
      // It may have failed and another have begun before its exit is told.
      if (running?.worker === worker) running = null;
      for (const reject of waiting) reject(error);
    };
    worker.once('error', (cause) => ended(new StepThreadError('The thread of the steps failed', { cause })));
    worker.once('exit', (code) => ended(new StepThreadError(`The thread of the steps ended (${code})`)));
    const calls = callsOver<StepCalls, LineCalls>(worker, lineCalls, batchIn);
    return { worker, calls, told: state.version, waiting };
  }

  async function call<Result>(
    between: Between,
    make: (calls: Running['calls'], changed: LineSettings | null, call: number) => Promise<Result>,
  ): Promise<Result> {
    const thread = (running ??= begin());
    const state = settings.state();
    const changed = state.version === thread.told ? null : state;
    thread.told = state.version;
    const number = (lastCall += 1);
    betweens.set(number, between);
    let fail = (_: StepThreadError): void => undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        thread.waiting.add((fail = reject));
        make(thread.calls, changed, number).then(resolve, reject);
      });
    } finally {
      thread.waiting.delete(fail);
      betweens.delete(number);
    }
  }

  // Now: its first batch would wait for the program to be loaded.
  running = begin();
  return {
    record: async (batch, between) =>
      received(call(between, (steps, changed, number) => steps.record(copyBatch(batch), changed, number))),
    load: async (batch) => received(call(NOTHING, (steps, changed) => steps.load(copyBatch(batch), changed))),
    attribute: async (dues, between) =>
      received(call(between, (steps, changed, number) => steps.attribute(dues, changed, number))),
    async stop() {
      await running?.worker.terminate();
    },
  };
}

const NOTHING: Between = async () => {};

/** Batches are given away. */
function batchIn([batch]: readonly unknown[]): ArrayBuffer[] {
  const isBatch = typeof batch === 'object' && batch !== null && 'values' in batch && 'ends' in batch;
  return isBatch ? memoryOf(batch as EventBatchCopy) : [];
}

/** A thread runs compiled code, also when this one runs from source under a test. */
const PROGRAM = new URL(
  import.meta.url.includes('/dist/') ? './step-thread.js' : '../../dist/thread/step-thread.js',
  import.meta.url,
);
