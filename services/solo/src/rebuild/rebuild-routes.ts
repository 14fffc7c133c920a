import { requireScope, type Authenticator } from '@throughline/runtime';
import type { Express } from 'express';
import type { Line } from '../line.ts';

const BEAT_MS = 5_000;

/** `POST /v1/rebuild` (admin): makes the warehouse anew and switches; answers lines of JSON while it goes on. */
export function rebuildRoutes(app: Express, deps: { authenticate: Authenticator; rebuild: Line['rebuild'] }): void {
  app.post('/v1/rebuild', requireScope('admin', deps.authenticate), async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const say = (line: object): void => void response.write(`${JSON.stringify(line)}\n`);
    let last: object = {};
    // A long silence would look like a dead instance to whoever waits.
    const beat = setInterval(() => say({ state: 'building', ...last }), BEAT_MS);
    try {
      const done = await deps.rebuild((progress) => say({ state: 'building', ...(last = progress) }));
      say({ state: 'switched', ...done });
    } catch (error) {
      say({ state: 'failed', detail: error instanceof Error ? error.message : String(error) });
    }
    clearInterval(beat);
    response.end();
  });
}
