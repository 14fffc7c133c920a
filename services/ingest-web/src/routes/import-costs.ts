import { encodePosition, TOPICS, type CostEvent } from '@throughline/events';
import { appendPacked } from '@throughline/event-log';
import { accessOf, BODY_LIMITS, Problem, queryOf, readBody, sendJson } from '@throughline/runtime';
import type { Request, RequestHandler } from 'express';
import { describeCostFile } from '../cost-file/describe-cost-file.ts';
import { importOptionsOf, type ImportOptions } from '../cost-file/import-options.ts';
import { readCostFile, type CostFile, type Judge } from '../cost-file/read-cost-file.ts';
import { readCost } from '../reading/read-cost.ts';
import { Reading, type WorkspaceView } from '../reading/reading.ts';
import type { Answer } from './idempotency.ts';
import { packEvents } from './pack-events.ts';
import { statementOf, unavailable, type DoorDeps } from './post-statements.ts';

export const IMPORT_ROUTE = '/v1/costs/import';
/** Files read at the same time: each may take a few hundred megabytes of memory. */
export const MOST_IMPORTS = 2;
/** Rows appended at a time. */
const BATCH = 1_000;

/**
 * `POST /v1/costs/import`: a file of costs. It is read to its end before anything of it is recorded, so that a bad row
 * leaves nothing behind; a crash while it is recorded leaves some of its rows, which the same file replaces.
 */
export function importCosts(deps: DoorDeps): RequestHandler {
  let running = 0;
  return async (request, response) => {
    const startedAt = performance.now();
    if (running >= MOST_IMPORTS) {
      const detail = `${MOST_IMPORTS} files are being read at this moment; try again.`;
      throw new Problem(503, 'imports_busy', detail, [], { 'Retry-After': '5' });
    }
    running++;
    try {
      const { status, json } = await answerOf(request, deps).catch(unavailable);
      sendJson(request, response, status, json);
      deps.counts.acknowledged(performance.now() - startedAt);
    } finally {
      running--;
    }
  };
}

async function answerOf(request: Request, deps: DoorDeps): Promise<Answer> {
  const { principal, workspace: asked } = accessOf(request);
  const workspace = await deps.workspace(asked);
  if (workspace === null) throw new Problem(404, 'workspace_unknown', `There is no workspace '${asked}'.`);
  const query = queryOf(request);
  const options = importOptionsOf(query);
  const body = await readBody(request, BODY_LIMITS.costsImport);
  const file = await readCostFile(body, options, workspace.currency, judgeFor(workspace, deps));
  if (query.get('dry_run') === '1') return dryRun(file, options);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return record(file, options, workspace, `request:${deps.randomId()}`, deps);
  const scope = JSON.stringify([IMPORT_ROUTE, workspace.id, principal.id, query.toString()]);
  const statement = statementOf(workspace.id, principal.id, key);
  return deps.idempotency.once(scope, key, body, () => record(file, options, workspace, statement, deps));
}

/** Asks the reader of `/v1/costs`. An id of no meaning saves deriving one: these events are judged, not kept. */
function judgeFor(workspace: WorkspaceView, deps: DoorDeps): Judge {
  const reading = readingOf(workspace, '', deps);
  return (statement) => {
    const event = readCost({ id: 'judged', ...statement }, reading, 0);
    if (event !== null) return event as CostEvent;
    return reading.rejection ?? { pointer: '', code: 'not_object', detail: '' };
  };
}

function readingOf(workspace: WorkspaceView, statement: string, { now, normalisePhone }: DoorDeps): Reading {
  return new Reading({ workspace, receivedAt: now(), normalisePhone, checkText: true, statement: () => statement });
}

function dryRun(file: CostFile, options: ImportOptions): Answer {
  const description = describeCostFile(file, options);
  const would = file.sums.count > 0 && (file.rows.bad === 0 || options.skipBad);
  return { status: 200, json: JSON.stringify({ dry_run: true, would_import: would, ...description }) };
}

/** @throws Problem 422 when rows are bad or there are none; LogUnavailableError */
async function record(
  file: CostFile,
  options: ImportOptions,
  workspace: WorkspaceView,
  statement: string,
  deps: DoorDeps,
): Promise<Answer> {
  const { rows, sums, errors } = file;
  for (const { code } of errors) deps.counts.rejected(code);
  if (rows.bad > 0 && !options.skipBad) {
    const detail = `${rows.bad} of ${rows.read} rows are bad: nothing was imported. skip_bad=1 imports the others.`;
    throw new Problem(422, 'bad_rows', detail, errors);
  }
  if (sums.count === 0) throw new Problem(422, 'nothing_acceptable', 'The file has no row of costs.', errors);
  const after: number[] = [];
  const reading = readingOf(workspace, statement, deps);
  let batch: CostEvent[] = [];
  const append = async (): Promise<void> => {
    const offsets = await appendPacked(deps.log, TOPICS.events, packEvents(batch));
    offsets.forEach((offset, partition) => (after[partition] = Math.max(after[partition] ?? 0, offset)));
    batch = [];
  };
  let index = 0;
  for (const row of sums.statements(options.reportedAt)) {
    const event = readCost(row, reading, index++) as CostEvent | null;
    if (event === null) throw new Error(`a sum of good rows is refused: ${reading.rejection?.code ?? ''}`);
    if (batch.push(event) === BATCH) await append();
  }
  if (batch.length > 0) await append();
  deps.counts.accepted(sums.count);
  const position = encodePosition({ [TOPICS.events]: Array.from(after, (offset: number | undefined) => offset ?? 0) });
  return { status: 202, json: JSON.stringify({ position, ...describeCostFile(file, options) }) };
}
