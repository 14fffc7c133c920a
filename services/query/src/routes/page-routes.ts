/** `GET /` (the ROI report as a page), `POST /session` (enter or leave) and `GET /docs`. */
import { BODY_LIMITS, pageHeaders, problemPages, queryOf, readBody } from '@throughline/runtime';
import type { Principal } from '@throughline/runtime';
import type { Express, Request, RequestHandler, Response } from 'express';
import { Temporal } from 'temporal-polyfill';
import { docsPage } from '../page/docs-page.ts';
import type { OpenApiDocument } from '../openapi/open-api-document.ts';
import { languageOf } from '../page/language.ts';
import type { Language } from '../page/language.ts';
import { problemPage } from '../page/problem-page.ts';
import { roiPage, ROWS } from '../page/roi-page.ts';
import { sessionPage } from '../page/session-page.ts';
import type { ConversionRows } from '../report/conversion-rows.ts';
import { lastDay, periodUpTo } from '../report/last-day.ts';
import { reportNamed } from '../report/report-definition.ts';
import type { Selection } from '../report/report-request.ts';
import { readGroups, type ReportDeps } from '../report/run-report.ts';
import { parseQuery } from '../request/query-parameters.ts';
import { reportParameters } from '../request/report-parameters.ts';
import { selectionOf } from '../request/selection.ts';
import type { ReportWorkspace } from '../request/report-workspace.ts';
import { answerReport } from './answer-report.ts';
import type { QueryDeps } from './deps.ts';
import { answering } from './problems.ts';
import { underOneRun } from './selected.ts';
import { whileListening } from './while-listening.ts';

const COOKIE = 'throughline_key';
const PRESETS = [7, 30, 90];

export const pageRoutes = (
  app: Express,
  deps: QueryDeps,
  conversionRows: ConversionRows,
  document: OpenApiDocument,
): void => {
  const page: RequestHandler[] = [
    pageHeaders(),
    problemPages((problem, request) => {
      const language = languageOfRequest(request);
      const query = request.method === 'GET' ? queryOf(request) : new URLSearchParams();
      query.set('lang', language === 'ru' ? 'en' : 'ru');
      return problemPage(problem, language, `${request.method === 'GET' ? request.path : '/'}?${query.toString()}`);
    }),
  ];

  app.get('/', ...page, async (request, response) => {
    const query = queryOf(request);
    const language = languageOfRequest(request);
    const workspaceId = query.get('workspace') ?? 'main';
    const visitor = await visitorOf(request, deps);
    if (visitor === null || !mayRead(visitor, workspaceId)) {
      sendPage(response, visitor === null ? 401 : 403, sessionPage(language, visitor !== null));
      return;
    }
    const reading = { warehouse: deps.warehouse, conversionRows: whileListening(response, conversionRows) };
    const { status, presets, ...read } = await answering(() =>
      underOneRun(deps, workspaceId, (workspace) => readPage(deps, reading, workspace, query)),
    );
    const canLeave = keyOf(request) !== null;
    const isOfFormerRules = status.rebuild?.reason === 'rules_changed';
    const { complete_until: completeUntil } = status;
    sendPage(response, 200, roiPage({ language, ...read, presets, canLeave, isOfFormerRules, completeUntil }));
  });

  // A link carries no key of its own, so the page's visitor is who downloads.
  app.get('/download/:name', ...page, async (request, response) => {
    const workspace = queryOf(request).get('workspace') ?? 'main';
    const visitor = await visitorOf(request, deps);
    if (visitor === null || !mayRead(visitor, workspace)) {
      const language = languageOfRequest(request);
      sendPage(response, visitor === null ? 401 : 403, sessionPage(language, visitor !== null));
      return;
    }
    await answerReport(request, response, { deps, conversionRows, name: String(request.params['name']), workspace });
  });

  app.post('/session', ...page, async (request, response) => {
    const form = new URLSearchParams((await readBody(request, BODY_LIMITS.beacon)).toString('utf8'));
    const key = form.get('key') ?? '';
    const language: Language = languageOf(form.get('lang'), request.headers['accept-language']);
    const principal = key === '' ? null : await deps.authenticate(key);
    if (key !== '' && (principal === null || !canRead(principal))) {
      sendPage(response, 403, sessionPage(language, true));
      return;
    }
    const secure = request.headers['x-forwarded-proto'] === 'https' || request.secure ? '; Secure' : '';
    const age = key === '' ? 0 : 30 * 86_400;
    response.setHeader(
      'Set-Cookie',
      `${COOKIE}=${encodeURIComponent(key)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure}`,
    );
    response.writeHead(303, { Location: `/?lang=${language}` }).end();
  });

  app.get('/docs', ...page, (request, response) => {
    sendPage(response, 200, docsPage(document, languageOfRequest(request)));
  });
};

/** What the page shows of a workspace; without a period in the query that of the last days with data. */
const readPage = async (deps: QueryDeps, reading: ReportDeps, workspace: ReportWorkspace, query: URLSearchParams) => {
  const { selection: asked, hasPeriod, ignored } = pageSelection(query, workspace, deps.now());
  const { timeZone } = asked.period;
  const end = await lastDay(deps.warehouse, workspace.id, timeZone, deps.now());
  const selection = hasPeriod ? asked : { ...asked, period: periodUpTo(end, timeZone, deps.now()) };
  const roi = reportNamed('roi');
  if (roi === null) throw new Error('the report roi is always there');
  const status = await deps.status.status(workspace.id);
  const rows = await readGroups(reading, roi, { ...selection, by: ROWS });
  return { selection, rows, ignored, status, presets: presetsUpTo(end) };
};

const languageOfRequest = (request: Request): Language =>
  languageOf(queryOf(request).get('lang'), request.headers['accept-language']);

const sendPage = (response: Response, status: number, page: string): void => {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(page),
    'Cache-Control': 'private, no-store',
    Vary: 'Accept-Language, Cookie',
  });
  response.end(page);
};

const keyOf = (request: Request): string | null => {
  const cookie = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${COOKIE}=`));
  try {
    return cookie === undefined ? null : decodeURIComponent(cookie.slice(COOKIE.length + 1));
  } catch {
    return null;
  }
};

const visitorOf = async (request: Request, deps: QueryDeps): Promise<Principal | null> => {
  const key = keyOf(request) ?? /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
  const known = key === null || key === '' ? null : await deps.authenticate(key);
  return known ?? deps.guest ?? null;
};

const canRead = ({ scopes }: Principal): boolean => scopes.includes('read') || scopes.includes('admin');
const mayRead = (principal: Principal, workspace: string): boolean =>
  canRead(principal) && (principal.workspaces === 'all' || principal.workspaces.includes(workspace));

/** A person who mistypes an address gets the default and a word about it, not an error document. */
const pageSelection = (
  query: URLSearchParams,
  workspace: ReportWorkspace,
  now: number,
): { readonly selection: Selection; readonly hasPeriod: boolean; readonly ignored: readonly string[] } => {
  query.delete('lang');
  const asked = parseQuery(reportParameters, query.toString());
  const selection = asked.ok ? selectionOf(asked.value, workspace, [], now) : asked;
  if (asked.ok && selection.ok) {
    const hasPeriod = asked.value.from !== undefined || asked.value.to !== undefined;
    return { selection: selection.value, hasPeriod, ignored: [] };
  }
  const fallback = selectionOf({}, workspace, [], now);
  if (!fallback.ok) throw new Error('the default selection is always valid');
  const errors = selection.ok ? [] : selection.errors;
  const ignored = [...new Set(errors.map(({ pointer }) => pointer.slice(1)))];
  return { selection: fallback.value, hasPeriod: false, ignored };
};

const presetsUpTo = (to: string) =>
  PRESETS.map((days) => ({
    days,
    from: Temporal.PlainDate.from(to)
      .subtract({ days: days - 1 })
      .toString(),
    to,
  }));
