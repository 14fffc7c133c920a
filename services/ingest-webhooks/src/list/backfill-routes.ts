import type { Express, Request } from 'express';
import {
  BODY_LIMITS,
  parseBy,
  problem,
  readJson,
  requireScope,
  sendJson,
  type Authenticator,
  type Problem,
  type ProblemDetail,
} from '@throughline/runtime';
import type { SettingsStore, Source } from '@throughline/settings';
import { z } from 'zod';
import { sourceSetup } from '../source/source-setup.ts';
import { sourceOf } from '../sources/source-of.ts';
import { statedInstant } from '../wire/stated-instant.ts';
import { isActive } from './list-run.ts';
import { runJson } from './run-json.ts';
import { startRun, type StartDeps, type Started } from './start-run.ts';

/** Body of `POST /v1/sources/{id}/backfill`. */
export const backfillRequest = z.strictObject({
  /** A date is its midnight in the source's zone, and so is a time without an offset read. */
  from: z.string(),
  /** Absent: now. */
  to: z.string().optional(),
});

export interface BackfillRouteDeps extends StartDeps {
  readonly settings: SettingsStore;
  readonly authenticate: Authenticator;
}

/** `POST`, `GET` and `DELETE` of `/v1/sources/{id}/backfill`, for administrators. */
export function backfillRoutes(app: Express, deps: BackfillRouteDeps): void {
  const admin = requireScope('admin', deps.authenticate);
  const path = '/v1/sources/:id/backfill';
  // Two beginnings at once would be two runs.
  let before: Promise<unknown> = Promise.resolve();

  const status = async (source: Source): Promise<object> => {
    await deps.book.refresh();
    const [backfill, reconciliation] = (['backfill', 'reconciliation'] as const).map((kind) =>
      deps.book.of(source.id, kind),
    );
    const complete = deps.settings.state().completeFrom(source.id) ?? source.createdAt;
    return {
      source: source.id,
      complete_from: new Date(complete).toISOString(),
      ...(backfill ? { backfill: runJson(backfill) } : {}),
      ...(reconciliation ? { reconciliation: runJson(reconciliation) } : {}),
    };
  };

  app.post(path, admin, async (request, response) => {
    const source = await sourceOf(request, deps.settings);
    const range = rangeIn(await readJson(request, BODY_LIMITS.webhook), source, deps);
    const starting = before.then(async () => {
      await deps.book.refresh();
      return startRun(source.id, 'backfill', range, deps.settings.state(), deps);
    });
    before = starting.catch(() => undefined);
    refuse(await starting, source);
    sendJson(request, response, 202, JSON.stringify(await status(source)));
  });

  app.get(path, admin, async (request, response) => {
    sendJson(request, response, 200, JSON.stringify(await status(await sourceOf(request, deps.settings))));
  });

  app.delete(path, admin, async (request: Request, response) => {
    const source = await sourceOf(request, deps.settings);
    await deps.book.refresh();
    const run = deps.book.of(source.id, 'backfill');
    if (run === null || !isActive(run)) {
      throw problem(409, 'backfill_not_running', `No backfill of '${source.id}' is under way.`);
    }
    await deps.book.write({ ...run, state: 'cancelled', pending: [], updatedAt: deps.now() });
    sendJson(request, response, 200, JSON.stringify(await status(source)));
  });
}

/** @throws 409, 422 */
function refuse(started: Started, { id, provider }: Source): void {
  switch (started.kind) {
    case 'running':
      throw problem(
        409,
        'backfill_running',
        `A backfill of '${id}' is under way since ${new Date(started.run.startedAt).toISOString()}.`,
      );
    case 'no_list_api':
      throw problem(422, 'no_list_api', `Provider '${provider}' has no list API that is known here.`);
    case 'no_api_access':
      throw problem(422, 'no_api_access', `The settings of '${id}' do not say how to ask its API.`);
    case 'started':
  }
}

/** No provider has anything older; a typing error would ask for centuries. */
const OLDEST = Date.UTC(2000, 0, 1);

/** @throws 422 when the body says no range */
function rangeIn(body: unknown, source: Source, { settings, now }: BackfillRouteDeps): { from: number; to: number } {
  const parsed = parseBy(backfillRequest, body);
  if (parsed.kind === 'invalid') throw invalid(parsed.errors);
  const zone = sourceSetup(settings.state(), source.id)?.timeZone ?? 'UTC';
  const from = statedInstant(parsed.value.from, zone);
  const to = parsed.value.to === undefined ? now() : statedInstant(parsed.value.to, zone);
  const detail = 'a date, or a time as 2026-03-01T12:00:00+03:00';
  if (from === null || from < OLDEST || from >= now())
    throw invalid([{ pointer: '/from', code: 'invalid', detail: `${detail}, before now` }]);
  if (to === null || to <= from)
    throw invalid([{ pointer: '/to', code: 'invalid', detail: `${detail}, after \`from\`` }]);
  return { from, to: Math.min(to, now()) };
}

const invalid = (errors: readonly ProblemDetail[]): Problem =>
  problem(422, 'parameter_invalid', 'A parameter is not valid.', errors);
