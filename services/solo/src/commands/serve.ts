import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { showDemo } from '../demo/show-demo.ts';
import { StartError } from '../start-error.ts';
import { systemClock } from '../system-clock.ts';
import { EXIT, type CommandContext } from './command-context.ts';

/** `throughline start`: everything in one process, until SIGINT or SIGTERM. */
export async function start(context: CommandContext, options: { role: string }): Promise<number | undefined> {
  if (options.role !== 'all' || context.config.MODE !== 'solo') {
    throw new StartError(
      'mode',
      'this release runs everything in one process: use --role all and THROUGHLINE_MODE=solo',
    );
  }
  const serving = await serve(context, false);
  return untilStopped(serving, context);
}

/** `throughline demo`: the shop's 90 days over real HTTP, the ROI report, then it keeps serving. */
export async function demo(context: CommandContext): Promise<number | undefined> {
  const serving = await serve(context, true);
  try {
    await showDemo(serving.app, context);
  } catch (error) {
    // Stopped in its middle, the play meets a closed door; that is no failure of it.
    if (!serving.isStopping()) throw error;
    await serving.stopped;
    return EXIT.interrupted;
  }
  return untilStopped(serving, context);
}

interface Serving {
  readonly app: SoloApp;
  readonly isStopping: () => boolean;
  /** Exit code, once a signal has stopped everything in order. */
  readonly stopped: Promise<number>;
}

async function serve(context: CommandContext, isDemo: boolean): Promise<Serving> {
  const { config, streams } = context;
  const level = isDemo && config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL;
  const logger = createLogger({ level, name: 'throughline' });
  // A full disk also raises an unhandled EIO inside LMDB; the append that met it has answered 503 already.
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));
  const app = await startSolo({ config, logger, now: systemClock, guest: isDemo });
  // Before it says that it is there: whoever reads that may send a signal at once.
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) streams.on(signal, () => (isStopping = true));
  const stopped = app.lifecycle.untilSignal(streams);
  context.progress(`Throughline: ${app.url}`);
  if (app.newAdminKey !== null) {
    context.progress(`Ключ администратора (показан один раз) / admin key (shown once): ${app.newAdminKey}`);
  }
  return { app, isStopping: () => isStopping, stopped };
}

function untilStopped({ stopped }: Serving, context: CommandContext): Promise<number> {
  context.progress('Ctrl+C — остановить / to stop');
  return stopped;
}
