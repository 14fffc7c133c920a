import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { showDemo } from '../demo/show-demo.ts';
import { StartError } from '../start-error.ts';
import type { CommandContext } from './command-line.ts';
import { systemClock } from '../system-clock.ts';

/** `throughline start`: everything in one process, until SIGINT or SIGTERM. */
export async function start(context: CommandContext, options: { role: string }): Promise<number | undefined> {
  if (options.role !== 'all' || context.config.MODE !== 'solo') {
    throw new StartError('mode', 'this release runs everything in one process: use --role all and THROUGHLINE_MODE=solo');
  }
  const app = await serve(context, false);
  return untilStopped(app, context);
}

/** `throughline demo`: the shop's 90 days over real HTTP, the ROI report, then it keeps serving. */
export async function demo(context: CommandContext): Promise<number | undefined> {
  const app = await serve(context, true);
  await showDemo(app, context);
  return untilStopped(app, context);
}

async function serve(context: CommandContext, isDemo: boolean): Promise<SoloApp> {
  const { config } = context;
  const level = isDemo && config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL;
  const logger = createLogger({ level, name: 'throughline' });
  // A full disk also raises an unhandled EIO inside LMDB; the append that met it has answered 503 already.
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));
  const app = await startSolo({ config, logger, now: systemClock, guest: isDemo });
  context.progress(`Throughline: ${app.url}`);
  if (app.newAdminKey !== null) {
    context.progress(`Ключ администратора (показан один раз) / admin key (shown once): ${app.newAdminKey}`);
  }
  return app;
}

async function untilStopped(app: SoloApp, context: CommandContext): Promise<number> {
  context.progress('Ctrl+C — остановить / to stop');
  return app.lifecycle.untilSignal(context.streams);
}
