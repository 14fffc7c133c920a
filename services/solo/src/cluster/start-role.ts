import { setTimeout as sleep } from 'node:timers/promises';
import {
  createHttpApp,
  createLifecycle,
  operationalRoutes,
  problem,
  sendProblem,
  type HttpApp,
  type Lifecycle,
  type OperationalOptions,
} from '@throughline/runtime';
import { listen } from '../listen.ts';
import { VERSION } from '../version.ts';
import type { ProcessDeps } from './open-cluster.ts';
import { loadRole, type Role, type RoleName } from './role.ts';
import { StoppedError } from './stopped-error.ts';
import { untilOpen } from './until-open.ts';

export interface StartedRole {
  /** Where it serves; the same while it waits and when it is at work. */
  readonly url: string;
  readonly lifecycle: Lifecycle;
  /** Resolves when it is at work, or was stopped before. @throws what no waiting mends */
  readonly working: Promise<void>;
}

/**
 * One process of a cluster. It listens at once: alive, and not ready until brokers and warehouse answer and are prepared.
 * @throws StartError the port is taken
 */
export async function startRole(name: RoleName, deps: ProcessDeps): Promise<StartedRole> {
  const { config, logger } = deps;
  const open = await loadRole[name]();
  const lifecycle = createLifecycle(logger);
  const waiting = waitingApp(deps);
  const url = await listen(waiting, config);
  let closeWaiting = async (): Promise<void> => waiting.close();
  lifecycle.onStop('waiting', () => closeWaiting());
  const stopping = new AbortController();

  async function work(): Promise<void> {
    const { opened, parts } = await untilOpen((of) => open(deps, of), logger, stopping.signal);
    lifecycle.onStop(name, async () => {
      if (!(await parts.stop())) throw new Error('a part did not stop cleanly');
    });
    await waiting.close();
    closeWaiting = () => Promise.resolve();
    const drain = { isOn: false };
    const http = workingApp(deps, opened, drain);
    await listen(http, { ...config, PORT: Number(new URL(url).port) });
    lifecycle.onStop('http', () => http.close());
    lifecycle.onStop('drain', async () => {
      drain.isOn = true;
      await sleep(config.DRAIN_SECONDS * 1_000);
    });
    logger.info({ url }, 'ready');
  }

  const working = work().catch((error: unknown) => {
    if (!(error instanceof StoppedError)) throw error;
  });
  lifecycle.onStop('waiting for the engines', async () => {
    stopping.abort();
    await working.catch(() => undefined);
  });
  return { url, lifecycle, working };
}

/** Says that the process lives, and that it cannot work yet. */
function waitingApp(deps: ProcessDeps): HttpApp {
  return createHttpApp({
    logger: deps.logger,
    routes(app) {
      operationalRoutes(app, operational(deps, { started: () => false }));
      // Sent and not thrown: it is no failure that the log should tell of.
      app.use((request, response) =>
        sendProblem(
          request,
          response,
          problem(503, 'starting', 'The process is starting.', [], { 'Retry-After': '1' }),
        ),
      );
    },
  });
}

/** While it drains it answers as before, says that it is not ready, and keeps no connection. */
function workingApp(deps: ProcessDeps, { hot, routes, checks }: Role, drain: { readonly isOn: boolean }): HttpApp {
  const http = createHttpApp({
    logger: deps.logger,
    metrics: deps.metrics,
    proxies: deps.config.PROXIES,
    ...(hot === undefined ? {} : { hot }),
    routes(app) {
      operationalRoutes(app, operational(deps, { ...checks, running: () => !drain.isOn }));
      routes?.(app);
    },
  });
  http.server.prependListener('request', (_request, response) => {
    if (drain.isOn) response.shouldKeepAlive = false;
  });
  return http;
}

const operational = ({ metrics }: ProcessDeps, checks: OperationalOptions['checks']): OperationalOptions => ({
  metrics,
  version: VERSION,
  checks,
});
