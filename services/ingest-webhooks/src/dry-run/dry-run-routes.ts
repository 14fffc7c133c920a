import type { Express, Request } from 'express';
import {
  accessOf,
  baseUrlOf,
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
import { SETTING_SCHEMAS, type SettingsStore, type Source } from '@throughline/settings';
import type { z } from 'zod';
import { setupOf } from '../source/source-setup.ts';
import { invalidAt, settingProblems, settingsOf, type SourceRules } from '../sources/read-source-request.ts';
import { sourceOf } from '../sources/source-of.ts';
import { dryRun, type DryRunDeps } from './dry-run.ts';
import { dryRunRequest, newSourceDryRunRequest, webhookOf, type DryRunRequest } from './dry-run-request.ts';

export interface DryRunRouteDeps extends DryRunDeps, SourceRules {
  readonly settings: SettingsStore;
  readonly authenticate: Authenticator;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How providers reach this service; null = as the request that asks did. */
  readonly publicUrl: string | null;
}

/** `POST /v1/sources/{id}/dry-run` and `POST /v1/sources/dry-run` (admin): what a pasted request would become. */
export function dryRunRoutes(app: Express, deps: DryRunRouteDeps): void {
  const admin = requireScope('admin', deps.authenticate);

  app.post('/v1/sources/dry-run', admin, async (request, response) => {
    const asked = parsed(newSourceDryRunRequest, await readJson(request, BODY_LIMITS.webhook));
    const provider = deps.providers.byName(asked.provider);
    if (provider === null) {
      const detail = `one of ${deps.providers.names.join(', ')}`;
      throw invalid([{ pointer: '/provider', code: 'unknown_provider', detail }]);
    }
    const about = { id: provider.name, provider: provider.name, name: provider.name, role: provider.role };
    const { workspace } = accessOf(request);
    const tried = { ...about, workspace, enabled: true, createdAt: deps.now(), settings: settingsOf(asked.settings) };
    sendJson(request, response, 200, JSON.stringify(await run(request, tried, asked)));
  });

  app.post('/v1/sources/:id/dry-run', admin, async (request, response) => {
    const source = await sourceOf(request, deps.settings);
    const asked = parsed(dryRunRequest, await readJson(request, BODY_LIMITS.webhook));
    const merged = Object.entries({ ...source.settings, ...settingsOf(asked.settings) });
    const tried = { ...source, settings: Object.fromEntries(merged.filter(([, value]) => value !== null)) };
    sendJson(request, response, 200, JSON.stringify(await run(request, tried, asked)));
  });

  async function run(request: Request, source: Source, asked: Omit<DryRunRequest, 'settings'>): Promise<object> {
    check(source, deps);
    const setup = setupOf(source, await deps.settings.refresh());
    if (setup === null) throw problem(404, 'workspace_unknown', `There is no workspace '${source.workspace}'.`);
    const webhook = webhookOf(asked, deps.now());
    if (webhook === null) throw invalid([{ pointer: '/body', code: 'too_deep', detail: 'give its text instead' }]);
    // The token itself is nowhere kept, so whoever signs the address must be given it.
    const base = source.settings.hookUrl ?? `${baseUrlOf(request, deps.publicUrl)}/v1/hooks/${source.id}/TOKEN`;
    const address = asked.url ?? `${base}${webhook.rest}${webhook.query === '' ? '' : `?${webhook.query}`}`;
    return dryRun(setup, webhook, address, deps);
  }
}

/** The checks of `POST` and `PATCH`, without keeping anything. @throws Problem 422 */
function check({ id: _, ...value }: Source, { providers, allowedOrigins }: SourceRules): void {
  const provider = providers.byName(value.provider);
  const problems = provider === null ? [] : settingProblems({ ...value.settings }, provider, allowedOrigins);
  if (problems.length > 0) throw invalid(problems);
  const kept = SETTING_SCHEMAS.source.safeParse(value);
  if (!kept.success) throw invalid(kept.error.issues.map(({ path, message }) => invalidAt(path.map(String), message)));
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = parseBy(schema, body);
  if (read.kind === 'ok') return read.value;
  throw invalid(read.errors);
}

const invalid = (errors: readonly ProblemDetail[]): Problem =>
  problem(422, 'source_invalid', 'The dry run is not valid.', errors);
