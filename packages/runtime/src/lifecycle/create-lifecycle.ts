import type { Logger } from '../log/create-logger.ts';

export interface Lifecycle {
  /** Registers what must be stopped; the last registered is stopped first. */
  onStop(name: string, stop: () => void | Promise<void>): void;
  /** Stops everything once, within the limit; false when something failed or did not end in time. */
  stop(): Promise<boolean>;
  /** Resolves with the exit code after SIGINT or SIGTERM has stopped everything. A second signal does not wait. */
  untilSignal(signals: SignalSource): Promise<number>;
}

/** `process`, or anything that tells of signals as it does. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/** Orchestrators kill after 30 s: everything has stopped by 25. */
export const STOP_LIMIT_MS = 25_000;

/** Ordered, bounded shutdown. Order of registration is order of dependence: log, warehouse, consumers, HTTP. */
export function createLifecycle(logger: Logger, limitMs: number = STOP_LIMIT_MS): Lifecycle {
  const stops: { name: string; stop: () => void | Promise<void> }[] = [];
  let stopping: Promise<boolean> | null = null;

  async function stopAll(): Promise<boolean> {
    let clean = true;
    for (const { name, stop } of stops.toReversed()) {
      try {
        await stop();
      } catch (error) {
        clean = false;
        logger.error({ err: error, part: name }, 'a part did not stop cleanly');
      }
    }
    return clean;
  }

  const lifecycle: Lifecycle = {
    onStop: (name, stop) => void stops.push({ name, stop }),
    stop: () => (stopping ??= withinLimit(stopAll(), limitMs)),
    untilSignal: (signals) =>
      new Promise((resolve) => {
        let received = 0;
        const onSignal = (): void => {
          received += 1;
          if (received > 1) resolve(130);
          else void lifecycle.stop().then((clean) => resolve(clean ? 0 : 1));
        };
        signals.on('SIGINT', onSignal);
        signals.on('SIGTERM', onSignal);
      }),
  };
  return lifecycle;
}

async function withinLimit(work: Promise<boolean>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const clean = await Promise.race([work, late]);
  clearTimeout(timer);
  return clean;
}
