import { requireScope, type HotHandler } from '@throughline/runtime';
import type { Express } from 'express';
import type { IngestWebDeps } from './deps.ts';
import { ingestMetrics } from './ingest-metrics.ts';
import { COSTS_DOOR, EVENTS_DOOR } from './routes/doors.ts';
import { getEvent } from './routes/get-event.ts';
import { getEvents } from './routes/get-events.ts';
import { createIdempotencyStore } from './routes/idempotency.ts';
import { postStatements } from './routes/post-statements.ts';

/** What the composition root mounts: handlers before express, and routes in it. */
export interface IngestWeb {
  readonly hot: ReadonlyMap<string, HotHandler>;
  readonly routes: (app: Express) => void;
}

/** `POST /v1/events`, `POST /v1/costs` (before express), `GET /v1/events`, `GET /v1/events/{position}`. */
export function createIngestWeb(deps: IngestWebDeps): IngestWeb {
  const doors = { events: EVENTS_DOOR, costs: COSTS_DOOR };
  const counts = ingestMetrics(deps.metrics, ['events', 'costs']);
  const idempotency = createIdempotencyStore(deps.now);
  return {
    hot: new Map(
      (['events', 'costs'] as const).map((name) => {
        const doorDeps = { ...deps, counts: counts[name], idempotency };
        return [`POST ${doors[name].route}`, postStatements(doors[name], doorDeps)] as const;
      }),
    ),
    routes(app) {
      const mayRead = requireScope('read', deps.authenticate);
      app.get('/v1/events', mayRead, getEvents(deps));
      app.get('/v1/events/:position', mayRead, getEvent(deps));
    },
  };
}
