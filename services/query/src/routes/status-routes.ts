/** `GET /v1/status`: how far the pipeline is; open to all like the other operational routes, it tells of no one's data. */
import { queryOf, sendJson } from '@throughline/runtime';
import type { Express } from 'express';
import * as z from 'zod';
import { parseQuery } from '../request/query-parameters.ts';
import { selection } from '../request/report-parameters.ts';
import type { QueryDeps } from './deps.ts';
import { valid } from './problems.ts';
import { checkPosition } from './selected.ts';

export const statusParameters = z.object({
  workspace: selection.workspace,
  position: z.string().max(10_000).optional().meta({ description: 'Position of an accepted event to ask about' }),
});

export const statusRoutes = (app: Express, { status }: QueryDeps): void => {
  app.get('/v1/status', async (request, response) => {
    const { workspace = 'main', position } = valid(parseQuery(statusParameters, queryOf(request).toString()));
    if (position !== undefined) checkPosition('/position', position);
    const now = await status.status(workspace);
    const answer = {
      ...now,
      ...(position === undefined ? {} : { caught_up: await status.caughtUp(position) }),
    };
    sendJson(request, response, 200, JSON.stringify(answer), { 'Cache-Control': 'no-store' });
  });
};
