/** `GET /v1/reports` and `GET /v1/reports/{name}` (contract.md, Reports). */
import { accessOf, problem, queryOf, requireScope, sendJson } from '@throughline/runtime';
import type { Express, Request, Response } from 'express';
import { csvPieces } from '../output/format-csv.ts';
import { etagOf, matchesEtag } from '../output/etag.ts';
import { jsonPieces } from '../output/format-json.ts';
import { sendPieces } from '../output/send-pieces.ts';
import { REPORTS, reportNamed } from '../report/report-definition.ts';
import type { ReportDefinition } from '../report/report-definition.ts';
import { freshnessMeta, selectionMeta } from '../report/report-meta.ts';
import type { ReportRequest } from '../report/report-request.ts';
import { runReport } from '../report/run-report.ts';
import type { ConversionRows } from '../report/conversion-rows.ts';
import { encodeCursor, fingerprint } from '../request/cursor.ts';
import { parseQuery } from '../request/query-parameters.ts';
import { reportParameters } from '../request/report-parameters.ts';
import type { ReportParameters } from '../request/report-parameters.ts';
import { reportRequestOf } from '../request/report-request-of.ts';
import type { QueryDeps } from './deps.ts';
import { answering, valid } from './problems.ts';
import { awaitPosition, workspaceOf } from './selected.ts';
import { whileListening } from './while-listening.ts';

/** From this many rows on an answer is sent in chunks. */
const STREAM_ROWS = 10_000;

export const reportRoutes = (app: Express, deps: QueryDeps, conversionRows: ConversionRows): void => {
  const read = requireScope('read', deps.authenticate);

  app.get('/v1/reports', read, (request, response) => {
    const reports = REPORTS.map(({ name, defaultBy, metrics }) => ({ name, by: defaultBy, metrics }));
    sendJson(request, response, 200, JSON.stringify({ reports }));
  });

  app.get('/v1/reports/:name', read, async (request, response) => {
    const definition = reportNamed(String(request.params['name']));
    if (definition === null) {
      const known = REPORTS.map(({ name }) => name).join(', ');
      throw problem(404, 'report_unknown', `There is no report of this name. Reports: ${known}.`);
    }
    const asked = valid(parseQuery(reportParameters, queryOf(request).toString()));
    const workspace = await workspaceOf(deps, accessOf(request).workspace);
    const resolved = valid(reportRequestOf(definition, asked, workspace, deps.now()));
    await awaitPosition(deps, asked.min_position);
    await answering(() => answer(request, response, { deps, conversionRows, definition, asked, resolved }));
  });
};

interface Answering {
  readonly deps: QueryDeps;
  readonly conversionRows: ConversionRows;
  readonly definition: ReportDefinition;
  readonly asked: ReportParameters;
  readonly resolved: ReportRequest;
}

const answer = async (request: Request, response: Response, given: Answering): Promise<void> => {
  const { deps, definition, asked, resolved } = given;
  // The status first: what it calls complete is then surely in what is read.
  const status = await deps.status.status(resolved.workspace.id);
  const table = await runReport(
    { warehouse: deps.warehouse, conversionRows: whileListening(response, given.conversionRows) },
    definition,
    resolved,
  );
  const question = fingerprint({ report: definition.name, ...asked });
  const meta = {
    ...selectionMeta(resolved),
    row_count: table.rowCount,
    next_cursor: table.nextOffset === null ? undefined : encodeCursor(table.nextOffset, question),
    missing_rates: table.missingRates,
    formulas: Object.fromEntries(definition.metrics.map(({ key, formula }) => [key, formula])),
  };
  const document = {
    report: definition.name,
    meta,
    dimensions: resolved.by,
    metrics: definition.metrics.map(({ key, unit }) => ({ key, unit })),
    rows: table.rows,
    totals: table.totals,
  };
  const csv = resolved.format === 'csv';
  const columns = [...resolved.by, ...definition.metrics.map(({ key }) => key)];
  const etag = etagOf(csv ? csvPieces(columns, table.rows) : jsonPieces(document));
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const streams = table.rows.length >= STREAM_ROWS;
  if (csv) {
    const name = `${definition.name}_${resolved.period.from}_${resolved.period.to}.csv`;
    response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
    await sendPieces(response, 'text/csv; charset=utf-8', csvPieces(columns, table.rows), streams);
    return;
  }
  const fresh = { ...document, meta: { ...meta, ...freshnessMeta(status) } };
  await sendPieces(response, 'application/json; charset=utf-8', jsonPieces(fresh), streams);
};
