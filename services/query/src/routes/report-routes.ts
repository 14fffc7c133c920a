/** `GET /v1/reports` and `GET /v1/reports/{name}` (contract.md, Reports). */
import { accessOf, requireScope, sendJson } from '@throughline/runtime';
import type { Express } from 'express';
import { REPORTS } from '../report/report-definition.ts';
import type { ConversionRows } from '../report/conversion-rows.ts';
import { answerReport } from './answer-report.ts';
import { DATA_HEALTH } from './data-health-routes.ts';
import type { QueryDeps } from './deps.ts';

export const reportRoutes = (app: Express, deps: QueryDeps, conversionRows: ConversionRows): void => {
  const read = requireScope('read', deps.authenticate);

  app.get('/v1/reports', read, (request, response) => {
    const reports = [...REPORTS, DATA_HEALTH].map(({ name, defaultBy, metrics }) => {
      return { name, by: defaultBy, metrics: metrics.map(({ key, unit, formula }) => ({ key, unit, formula })) };
    });
    sendJson(request, response, 200, JSON.stringify({ reports }));
  });

  app.get('/v1/reports/:name', read, async (request, response) => {
    await answerReport(request, response, {
      deps,
      conversionRows,
      name: String(request.params['name']),
      workspace: accessOf(request).workspace,
    });
  });
};
