import type { IncomingMessage, ServerResponse } from 'node:http';
import { LogUnavailableError } from '@throughline/event-log';
import { authorize, BODY_LIMITS, Problem, queryOf, readBody, sendJson, type HotHandler } from '@throughline/runtime';
import type { IngestWebDeps } from '../deps.ts';
import type { IngestMetrics } from '../ingest-metrics.ts';
import { checkCharset, hasEscapes } from '../reading/parse-json.ts';
import { Reading, type WorkspaceView } from '../reading/reading.ts';
import { dryRun } from './dry-run.ts';
import type { Answer, IdempotencyStore } from './idempotency.ts';
import { readRequest, type StatementForm } from './read-request.ts';
import { store } from './store.ts';

export interface DoorDeps extends IngestWebDeps {
  readonly counts: IngestMetrics;
  readonly idempotency: IdempotencyStore;
}

/** The handler of a door: key, body, JSON, statements, durability, answer; in this order. */
export function postStatements(door: StatementForm, deps: DoorDeps): HotHandler {
  /** Not async: while the log writes, nothing may hold on to the body and its JSON, or the collector copies them around. */
  function answer(
    request: IncomingMessage,
    workspace: WorkspaceView,
    body: Buffer,
    statement: string | null,
  ): Promise<Answer> {
    checkCharset(request.headers['content-type']);
    const reading = new Reading({
      workspace,
      receivedAt: deps.now(),
      normalisePhone: deps.normalisePhone,
      checkText: hasEscapes(body),
      statement: () => statement ?? `request:${deps.randomId()}`,
    });
    const read = readRequest(body, door, reading);
    return isDryRun(request) ? Promise.resolve(dryRun(read)) : store(read, deps);
  }

  async function answerOf(request: IncomingMessage, workspace: WorkspaceView, principal: string): Promise<Answer> {
    const body = await readBody(request, BODY_LIMITS.events);
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || isDryRun(request)) return answer(request, workspace, body, null);
    const scope = JSON.stringify([door.route, workspace.id, principal]);
    const statement = statementOf(workspace.id, principal, key);
    return deps.idempotency.once(scope, key, body, () => answer(request, workspace, body, statement));
  }

  return async (request: IncomingMessage, response: ServerResponse) => {
    const startedAt = performance.now();
    const asked = request.url?.includes('?') ? (queryOf(request).get('workspace') ?? 'main') : 'main';
    const granted = authorize(request, 'ingest', asked, deps.authenticate);
    const { principal } = granted instanceof Promise ? await granted : granted;
    const found = deps.workspace(asked);
    const workspace = found instanceof Promise ? await found : found;
    if (workspace === null) throw new Problem(404, 'workspace_unknown', `There is no workspace '${asked}'.`);
    const { status, json } = await answerOf(request, workspace, principal.id).catch(unavailable);
    sendJson(request, response, status, json);
    deps.counts.acknowledged(performance.now() - startedAt);
  };
}

/**
 * What ids of events without id and time are made of: the same for the same sender after a restart and at another
 * process, another for whoever else happens on the key.
 */
export function statementOf(workspace: string, principal: string, key: string): string {
  return `idempotency-key:${JSON.stringify([workspace, principal, key])}`;
}

/** `?dry_run=1`: the answer as it would be, and nothing stored. */
function isDryRun(request: IncomingMessage): boolean {
  return request.url?.includes('dry_run') === true && queryOf(request).get('dry_run') === '1';
}

/** The log's refusal as a 503 that may be tried again; anything else as it is. */
export function unavailable(error: unknown): never {
  if (!(error instanceof LogUnavailableError)) throw error;
  throw new Problem(503, 'log_unavailable', 'Nothing can be made durable now; try again.', [], { 'Retry-After': '5' });
}
