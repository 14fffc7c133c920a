import { createQueryRoutes } from '@throughline/query';
import { createHttpApp, createLogger, type HttpAppOptions } from '@throughline/runtime';
import type { Warehouse } from '@throughline/warehouse';
import { run } from '../shop/run.ts';

const status = {
  ready: true,
  events: { accepted: 0, recorded: 0, rejected: 0 },
  lag: {},
  complete_until: null,
  caught_up: true,
};

/** Reports over a warehouse that nothing else stands behind; whoever asks may read. */
export function reportApp(warehouse: Warehouse, more: HttpAppOptions['routes'] = () => undefined) {
  const routes = createQueryRoutes({
    warehouse,
    authenticate: () => ({ id: 'bench', scopes: ['read'], workspaces: 'all' }),
    workspaces: (id) => ({
      id,
      timeZone: run.timeZone,
      currency: run.currency,
      run,
      runId: 'run',
      campaignRules: [],
      channelRules: [],
      sources: [],
    }),
    status: { status: () => Promise.resolve(status), caughtUp: () => Promise.resolve(true) },
    now: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return createHttpApp({
    logger: createLogger({ level: 'warn', name: 'report' }),
    routes(app) {
      more(app);
      routes(app);
    },
  });
}
