import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { ROLES } from '../cluster/role.ts';
import { claimDirectory } from '../demo/claim-directory.ts';
import { removeDemoMark } from '../demo/demo-mark.ts';
import { isLoopback } from '../demo/is-loopback.ts';
import { showDemo } from '../demo/show-demo.ts';
import { StartError } from '../start-error.ts';
import { systemClock } from '../system-clock.ts';
import { EXIT, type CommandContext } from './command-context.ts';
import { demoCluster } from './demo-cluster.ts';
import { isRole, serveRole } from './serve-role.ts';

/**
 * `throughline start`: everything in one process, or one process of a cluster, until SIGINT or SIGTERM. `--json`: where it
 * serves, on stdout.
 */
export async function start(
  context: CommandContext,
  options: { role: string; json?: boolean },
): Promise<number | undefined> {
  const { role } = options;
  if (context.config.MODE === 'cluster') {
    if (!isRole(role)) {
      throw new StartError('role', `a process of a cluster has one role: --role ${ROLES.join(', --role ')}`);
    }
    return serveRole(context, role, options);
  }
  if (role !== 'all') {
    throw new StartError('role', `--role ${role} is for a cluster: set THROUGHLINE_MODE=cluster, or use --role all`);
  }
  const serving = await serve(context, { isDemo: false, isOpen: false });
  // From now on the data is its owner's, whatever was there before.
  removeDemoMark(context.config.DATA_DIR);
  if (options.json === true) context.print(JSON.stringify({ url: serving.app.url }));
  return untilStopped(serving, context);
}

/** `throughline demo`: the shop's days over real HTTP, the ROI report, then it keeps serving; a cluster serves already. */
export async function demo(
  context: CommandContext,
  options: { days: number; json?: boolean },
): Promise<number | undefined> {
  const { config } = context;
  if (config.MODE === 'cluster') return demoCluster(context, options);
  const now = systemClock();
  const mark = claimDirectory(config, options.days, now);
  const isOpen = mark !== null && isLoopback(config.HOST);
  const serving = await serve(context, { isDemo: true, isOpen });
  try {
    await showDemo(context, mark, { ...options, now, stop: serving.stopping });
  } catch (error) {
    // Stopped in its middle, the play meets a closed door; that is no failure of it.
    if (!serving.stopping.aborted) throw error;
    await serving.stopped;
    return EXIT.interrupted;
  }
  if (!isOpen) {
    context.progress(
      mark === null
        ? 'Страницы откроются по ключу: каталог сделан не демо / the pages need the key: the demo did not make the directory'
        : `Страницы откроются по ключу: ${config.HOST} виден не только этой машине / the pages need the key: not only this machine reaches ${config.HOST}`,
    );
  }
  return untilStopped(serving, context);
}

interface Serving {
  readonly app: SoloApp;
  /** Aborted by the signal that stops it. */
  readonly stopping: AbortSignal;
  /** Exit code, once a signal has stopped everything in order. */
  readonly stopped: Promise<number>;
}

async function serve(
  context: CommandContext,
  { isDemo, isOpen }: { isDemo: boolean; isOpen: boolean },
): Promise<Serving> {
  const { config, streams } = context;
  const level = isDemo && config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL;
  const logger = createLogger({ level, name: 'throughline' });
  // A full disk also raises an unhandled EIO inside LMDB; the append that met it has answered 503 already.
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));
  const app = await startSolo({ config, logger, now: systemClock, guest: isOpen });
  // Before it says that it is there: whoever reads that may send a signal at once.
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) streams.on(signal, () => stopping.abort(signal));
  const stopped = app.lifecycle
    .untilSignal(streams)
    .then((exit) => (exit === EXIT.ok && stopping.signal.reason === 'SIGINT' ? EXIT.interrupted : exit));
  context.progress(`Throughline: ${app.url}`);
  if (app.newAdminKey !== null) {
    context.progress(`Ключ администратора (показан один раз) / admin key (shown once): ${app.newAdminKey}`);
  }
  return { app, stopping: stopping.signal, stopped };
}

function untilStopped({ stopped }: Serving, context: CommandContext): Promise<number> {
  context.progress('Ctrl+C — остановить / to stop');
  return stopped;
}
