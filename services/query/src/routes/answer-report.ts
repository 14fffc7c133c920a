/** One report as an answer: computed, tagged, and sent in the form that was asked for. */
import { problem, queryOf } from '@throughline/runtime';
import type { Request, Response } from 'express';
import { etagOf } from '../output/etag.ts';
import { csvPieces, PLAIN_CSV, RUSSIAN_EXCEL_CSV } from '../output/format-csv.ts';
import { jsonPieces } from '../output/format-json.ts';
import { sendPieces, sendStream } from '../output/send-pieces.ts';
import { hasLongAmounts } from '../output/xlsx/report-sheet.ts';
import { reportWorkbook, XLSX } from '../output/xlsx/report-workbook.ts';
import { MOST_SHEET_ROWS } from '../output/xlsx/sheet-xml.ts';
import { headingOf } from '../page/heading-of.ts';
import { languageOf } from '../page/language.ts';
import type { ConversionRows } from '../report/conversion-rows.ts';
import { REPORTS, reportNamed } from '../report/report-definition.ts';
import type { ReportDefinition } from '../report/report-definition.ts';
import { freshnessMeta, selectionMeta } from '../report/report-meta.ts';
import type { ReportRequest } from '../report/report-request.ts';
import { reportWarnings } from '../report/report-warnings.ts';
import { runReport, type ReportAnswer } from '../report/run-report.ts';
import { encodeCursor, fingerprint } from '../request/cursor.ts';
import { parseQuery } from '../request/query-parameters.ts';
import { reportParameters } from '../request/report-parameters.ts';
import type { ReportParameters } from '../request/report-parameters.ts';
import { reportRequestOf } from '../request/report-request-of.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import type { StatusJson } from '../status/pipeline-status.ts';
import { DATA_HEALTH } from './data-health-routes.ts';
import type { QueryDeps } from './deps.ts';
import { answering, valid } from './problems.ts';
import { reportAttachment } from './report-attachment.ts';
import { awaitPosition, underOneRun, workspaceOf } from './selected.ts';
import { unchanged } from './unchanged.ts';
import { whileListening } from './while-listening.ts';

/** From this many rows on an answer is sent in chunks. */
const STREAM_ROWS = 10_000;

interface Asked {
  readonly deps: QueryDeps;
  readonly conversionRows: ConversionRows;
  /** Of the report, as the path says it. */
  readonly name: string;
  /** One that whoever asks may read. */
  readonly workspace: string;
}

/** @throws Problem 404 of an unknown name, 400 of parameters not understood and of more rows than a sheet holds */
export const answerReport = async (request: Request, response: Response, asked: Asked): Promise<void> => {
  const { deps } = asked;
  const definition = reportNamed(asked.name);
  if (definition === null) {
    const known = [...REPORTS, DATA_HEALTH].map(({ name }) => name).join(', ');
    throw problem(404, 'report_unknown', `There is no report of this name. Reports: ${known}.`);
  }
  const parameters = valid(parseQuery(reportParameters, queryOf(request).toString()));
  const requestOf = (workspace: ReportWorkspace): ReportRequest =>
    valid(reportRequestOf(definition, parameters, workspace, deps.now()));
  // Before the waiting: what is asked wrongly is told at once.
  requestOf(await workspaceOf(deps, asked.workspace));
  await awaitPosition(deps, parameters.min_position);
  const reading = { warehouse: deps.warehouse, conversionRows: whileListening(response, asked.conversionRows) };
  await answering(async () => {
    const found = await underOneRun(deps, asked.workspace, async (workspace) => {
      const resolved = requestOf(workspace);
      // The status first: what it calls complete is then surely in what is read.
      const status = await deps.status.status(workspace.id);
      return { resolved, status, table: await runReport(reading, definition, resolved) };
    });
    await answer(request, response, { deps, definition, asked: parameters, ...found });
  });
};

interface Answering {
  readonly deps: QueryDeps;
  readonly definition: ReportDefinition;
  readonly asked: ReportParameters;
  readonly resolved: ReportRequest;
  readonly status: StatusJson;
  readonly table: ReportAnswer;
}

const answer = async (request: Request, response: Response, given: Answering): Promise<void> => {
  const { deps, definition, asked, resolved, status, table } = given;
  const { format, by } = resolved;
  const question = fingerprint({ report: definition.name, ...asked });
  const meta = {
    ...selectionMeta(resolved),
    row_count: table.rowCount,
    next_cursor: table.nextOffset === null ? undefined : encodeCursor(table.nextOffset, question),
    missing_rates: table.missingRates,
    warnings: reportWarnings(resolved),
    formulas: Object.fromEntries(definition.metrics.map(({ key, formula }) => [key, formula])),
  };
  const document = {
    report: definition.name,
    meta,
    dimensions: by,
    metrics: definition.metrics.map(({ key, unit }) => ({ key, unit })),
    rows: table.rows,
    totals: table.totals,
  };
  const language = languageOf(asked.lang ?? null, request.headers['accept-language']);
  const streams = table.rows.length >= STREAM_ROWS;
  const named = (extension: string, inRussian: boolean): string =>
    reportAttachment(definition.name, resolved.period, extension, inRussian);
  switch (format) {
    case 'json': {
      if (unchanged(request, response, etagOf(jsonPieces(document)))) return;
      const fresh = { ...document, meta: { ...meta, ...freshnessMeta(status) } };
      await sendPieces(response, 'application/json; charset=utf-8', jsonPieces(fresh), streams);
      return;
    }
    case 'csv':
    case 'csv-excel-ru': {
      const columns = { dimensions: by, metrics: definition.metrics.map(({ key }) => key) };
      const form = format === 'csv' ? PLAIN_CSV : RUSSIAN_EXCEL_CSV;
      if (unchanged(request, response, etagOf(csvPieces(columns, table.rows, form)))) return;
      response.setHeader('Content-Disposition', named('csv', format === 'csv-excel-ru'));
      await sendPieces(response, 'text/csv; charset=utf-8', csvPieces(columns, table.rows, form), streams);
      return;
    }
    case 'xlsx': {
      checkRows(table.rows.length, deps.mostSheetRows ?? MOST_SHEET_ROWS);
      response.setHeader('Vary', 'Accept-Language');
      if (unchanged(request, response, etagOf([format, language, ...jsonPieces(document)]))) return;
      response.setHeader('Content-Type', XLSX);
      response.setHeader('Content-Disposition', named('xlsx', language === 'ru'));
      const about = {
        report: definition.name,
        request: resolved,
        metrics: definition.metrics,
        headingOf,
        isOfCredits: true,
        completeUntil: status.complete_until ?? null,
        rejectedEvents: status.events.rejected,
        shown: table.rows.length,
        rowCount: table.rowCount,
        goodsUnknown: table.totals['cost_of_goods_known'] === false,
        longAmounts: hasLongAmounts({ ...table, metrics: definition.metrics }),
        missingRates: table.missingRates,
        isOfFormerRules: status.rebuild?.reason === 'rules_changed',
        madeAt: deps.now(),
      };
      await sendStream(response, reportWorkbook(about, { ...table, by, metrics: definition.metrics }, language));
    }
  }
};

/** The heading and the totals are rows, too. */
const checkRows = (rows: number, most: number): void => {
  if (rows + 2 <= most) return;
  const detail = `The report has ${rows} rows and a sheet holds ${most - 2}. Choose fewer dimensions or a filter, page with limit and cursor, or take format=csv.`;
  throw problem(400, 'too_many_rows', detail, [{ pointer: '/format', code: 'too_many_rows', detail }]);
};
