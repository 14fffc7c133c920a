import { requireScope, type HotHandler } from '@throughline/runtime';
import type { Express } from 'express';
import { createBeaconLimits } from './collect/beacon-limits.ts';
import { collectRoutes } from './collect/collect-routes.ts';
import { createRecentClaims } from './collect/recent-claims.ts';
import type { IngestWebDeps } from './deps.ts';
import { ingestMetrics } from './ingest-metrics.ts';
import { COSTS_DOOR, EVENTS_DOOR } from './routes/doors.ts';
import { getEvent } from './routes/get-event.ts';
import { getEvents } from './routes/get-events.ts';
import { createIdempotencyStore } from './routes/idempotency.ts';
import { IMPORT_ROUTE, importCosts } from './routes/import-costs.ts';
import { siteRoutes } from './sites/site-routes.ts';
import { postStatements } from './routes/post-statements.ts';

/** What the composition root mounts: handlers before express, and routes in it. */
export interface IngestWeb {
  readonly hot: ReadonlyMap<string, HotHandler>;
  readonly routes: (app: Express) => void;
}

/** Claims of the last minutes of even a large site; older ones are rarely repeated, and harmless then. */
const REMEMBERED_CLAIMS = 100_000;

/**
 * `POST /v1/events`, `POST /v1/costs` (before express), `POST /v1/costs/import`, `GET /v1/events`, `GET /v1/events/{position}`;
 * the public collector with its tracker; sites.
 */
export function createIngestWeb(deps: IngestWebDeps): IngestWeb {
  const doors = { events: EVENTS_DOOR, costs: COSTS_DOOR };
  const counts = ingestMetrics(deps.metrics, ['events', 'costs', 'costs_import', 'collect']);
  const idempotency = createIdempotencyStore(deps.now);
  return {
    hot: new Map(
      (['events', 'costs'] as const).map((name) => {
        const doorDeps = { ...deps, counts: counts[name], idempotency };
        return [`POST ${doors[name].route}`, postStatements(doors[name], doorDeps)] as const;
      }),
    ),
    routes(app) {
      const mayIngest = requireScope('ingest', deps.authenticate);
      app.post(IMPORT_ROUTE, mayIngest, importCosts({ ...deps, counts: counts.costs_import, idempotency }));
      const mayRead = requireScope('read', deps.authenticate);
      app.get('/v1/events', mayRead, getEvents(deps));
      app.get('/v1/events/:position', mayRead, getEvent(deps));
      const limits = createBeaconLimits(deps.beaconRates);
      const recent = createRecentClaims(REMEMBERED_CLAIMS);
      collectRoutes(app, { ...deps, counts: counts.collect, limits, recent });
      siteRoutes(app, deps);
    },
  };
}
