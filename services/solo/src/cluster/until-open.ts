import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailableError, TopicConfigError } from '@throughline/event-log';
import { createLifecycle, type Lifecycle, type Logger } from '@throughline/runtime';
import { WarehouseOpenError, WarehouseUnavailableError } from '@throughline/warehouse';
import { NotPreparedError } from './not-prepared-error.ts';
import { StoppedError } from './stopped-error.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Opens what needs brokers and a warehouse, as soon as they answer and are prepared. Each reason to wait is logged once, in
 * one line. Of an attempt that failed nothing stays open.
 * @throws StoppedError; what is no reason to wait, such as a wrong master key
 */
export async function untilOpen<T>(
  open: (parts: Lifecycle) => Promise<T>,
  logger: Logger,
  signal: AbortSignal,
): Promise<{ readonly opened: T; readonly parts: Lifecycle }> {
  let said = '';
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const parts = createLifecycle(logger);
    try {
      const opened = await open(parts);
      return { opened, parts };
    } catch (error) {
      await parts.stop();
      if (!isWorthWaiting(error)) throw error;
      if (error.message !== said) logger.warn({ code: error.code }, `waiting: ${error.message}`);
      said = error.message;
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new StoppedError();
  }
}

type WorthWaiting =
  LogUnavailableError | TopicConfigError | WarehouseUnavailableError | WarehouseOpenError | NotPreparedError;

const isWorthWaiting = (error: unknown): error is WorthWaiting =>
  error instanceof LogUnavailableError ||
  error instanceof TopicConfigError ||
  error instanceof WarehouseUnavailableError ||
  error instanceof WarehouseOpenError ||
  error instanceof NotPreparedError;
