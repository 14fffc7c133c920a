import type { Express } from 'express';
import type { Spool } from '@throughline/event-log';
import { sendJson } from '@throughline/runtime';

/**
 * `GET /v1/forwarding`: how many requests this process has accepted that the event log has not got yet, and since when the
 * oldest waits, and the bytes left on its disk. Other services ask it for what `/v1/status` says, `doctor` for the disk; open
 * like that, it tells of no one's data.
 */
export function forwardingRoutes(app: Express, spool: Spool): void {
  app.get('/v1/forwarding', async (request, response) => {
    const { records, since } = await spool.waiting();
    const answer = {
      waiting: records,
      ...(since === null ? {} : { since: new Date(since).toISOString() }),
      free_bytes: spool.freeBytes(),
    };
    sendJson(request, response, 200, JSON.stringify(answer), { 'Cache-Control': 'no-store' });
  });
}
