/** `GET /v1/reports/data-health` (contract.md, Reports): read from the same warehouse, by rules of its own. */
import { accessOf, queryOf, requireScope } from '@throughline/runtime';
import type { Express, Request, Response } from 'express';
import { readDataHealth } from '../health/data-health.ts';
import { NO_DELIVERIES } from '../health/deliveries.ts';
import { HEALTH_METRICS } from '../health/health-metrics.ts';
import { healthTotals } from '../health/health-rows.ts';
import { HEALTH_NUMBERS, healthOrderOf, selectHealthRows } from '../health/select-health-rows.ts';
import { etagOf } from '../output/etag.ts';
import { csvPieces, PLAIN_CSV, RUSSIAN_EXCEL_CSV } from '../output/format-csv.ts';
import { jsonPieces } from '../output/format-json.ts';
import { sendPieces, sendStream } from '../output/send-pieces.ts';
import { healthWorkbook, XLSX } from '../output/xlsx/report-workbook.ts';
import { healthHeadingOf } from '../page/health-heading-of.ts';
import { languageOf } from '../page/language.ts';
import { freshnessMeta } from '../report/report-meta.ts';
import type { Selection } from '../report/report-request.ts';
import { reportWarnings } from '../report/report-warnings.ts';
import { healthParameters } from '../request/health-parameters.ts';
import { parseQuery } from '../request/query-parameters.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import { selectionOf } from '../request/selection.ts';
import type { QueryDeps } from './deps.ts';
import { answering, valid } from './problems.ts';
import { reportAttachment } from './report-attachment.ts';
import { awaitPosition, underOneRun, workspaceOf } from './selected.ts';
import { unchanged } from './unchanged.ts';

/** As `GET /v1/reports` lists it. */
export const DATA_HEALTH = { name: 'data-health', defaultBy: ['source'], metrics: HEALTH_METRICS } as const;

export const dataHealthRoutes = (app: Express, deps: QueryDeps): void => {
  app.get('/v1/reports/data-health', requireScope('read', deps.authenticate), async (request, response) => {
    await answering(() => answer(request, response, deps));
  });
};

const answer = async (request: Request, response: Response, deps: QueryDeps): Promise<void> => {
  const asked = valid(parseQuery(healthParameters, queryOf(request).toString()));
  const { workspace: id } = accessOf(request);
  const sort = valid(healthOrderOf(asked));
  const selectionIn = (of: ReportWorkspace): Selection => valid(selectionOf(asked, of, HEALTH_NUMBERS, deps.now()));
  // Before the waiting: what is asked wrongly is told at once.
  selectionIn(await workspaceOf(deps, id));
  await awaitPosition(deps, asked.min_position);
  const { deliveries = NO_DELIVERIES, warehouse } = deps;
  const {
    selection,
    status,
    details,
    rows: all,
  } = await underOneRun(deps, id, async (of) => {
    // The status first: what it calls complete is then surely in what is read.
    const before = await deps.status.status(id);
    const asks = selectionIn(of);
    return { selection: asks, status: before, ...(await readDataHealth({ warehouse, deliveries }, of, asks.period)) };
  });
  const { workspace, period } = selection;
  const rows = selectHealthRows(all, selection.filters, sort);
  const totals = healthTotals(rows);
  const meta = {
    workspace: workspace.id,
    from: period.from,
    to: period.to,
    timezone: period.timeZone,
    currency: workspace.currency,
    run: workspace.runId,
    rules: workspace.run.rules,
    row_count: rows.length,
    warnings: reportWarnings(selection),
    formulas: Object.fromEntries(HEALTH_METRICS.map(({ key, formula }) => [key, formula])),
  };
  const metrics = HEALTH_METRICS.map(({ key, unit }) => ({ key, unit }));
  const document = {
    report: DATA_HEALTH.name,
    meta,
    dimensions: DATA_HEALTH.defaultBy,
    metrics,
    details,
    rows,
    totals,
  };
  const { format = 'json' } = asked;
  if (format === 'json') {
    if (unchanged(request, response, etagOf(jsonPieces(document)))) return;
    const fresh = { ...document, meta: { ...meta, ...freshnessMeta(status), lag: status.lag } };
    await sendPieces(response, 'application/json; charset=utf-8', jsonPieces(fresh), false);
    return;
  }
  const language = languageOf(asked.lang ?? null, request.headers['accept-language']);
  const named = (extension: string, inRussian: boolean): string =>
    reportAttachment(DATA_HEALTH.name, period, extension, inRussian);
  if (format === 'xlsx') {
    response.setHeader('Vary', 'Accept-Language');
    if (unchanged(request, response, etagOf([format, language, ...jsonPieces(document)]))) return;
    response.setHeader('Content-Type', XLSX);
    response.setHeader('Content-Disposition', named('xlsx', language === 'ru'));
    const about = {
      report: DATA_HEALTH.name,
      request: selection,
      metrics: HEALTH_METRICS,
      headingOf: healthHeadingOf,
      isOfCredits: false,
      completeUntil: status.complete_until ?? null,
      rejectedEvents: status.events.rejected,
      shown: rows.length,
      rowCount: rows.length,
      goodsUnknown: false,
      longAmounts: false,
      missingRates: [],
      isOfFormerRules: status.rebuild?.reason === 'rules_changed',
      madeAt: deps.now(),
    };
    await sendStream(response, healthWorkbook(about, { rows, totals, timeZone: period.timeZone }, language));
    return;
  }
  const columns = { dimensions: DATA_HEALTH.defaultBy, metrics: metrics.map(({ key }) => key) };
  const form = format === 'csv' ? PLAIN_CSV : RUSSIAN_EXCEL_CSV;
  if (unchanged(request, response, etagOf(csvPieces(columns, rows, form)))) return;
  response.setHeader('Content-Disposition', named('csv', format === 'csv-excel-ru'));
  await sendPieces(response, 'text/csv; charset=utf-8', csvPieces(columns, rows, form), false);
};
