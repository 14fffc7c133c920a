import type { Express } from 'express';
import {
  accessOf,
  type Authenticator,
  baseUrlOf,
  BODY_LIMITS,
  problem,
  readJson,
  requireScope,
  sendJson,
} from '@throughline/runtime';
import { SITE_PROVIDER, type SettingsState, type Source } from '@throughline/settings';
import type { ApiHealth, ApiHealthBook } from '../api/api-health.ts';
import { troubleJson } from '../api/what-to-do.ts';
import { changeSource } from './change-source.ts';
import { createSource, type CreateSourceDeps } from './create-source.ts';
import { sourceOf } from './source-of.ts';
import { maskSecrets } from './mask-secrets.ts';
import { outsideName } from './setting-names.ts';
import type { SourceHealthBook } from './source-health.ts';

export interface SourceRouteDeps extends CreateSourceDeps {
  readonly authenticate: Authenticator;
  readonly health: SourceHealthBook;
  readonly apiHealth: Pick<ApiHealthBook, 'of'>;
  /** The settings of a source were changed, perhaps the access to its API. */
  readonly onChanged: (source: Source) => void;
  /** How providers reach this service; null = as the request that asks did. */
  readonly publicUrl: string | null;
}

/** `POST`, `GET` and `PATCH` of `/v1/sources`, all for administrators. */
export function sourceRoutes(app: Express, deps: SourceRouteDeps): void {
  const admin = requireScope('admin', deps.authenticate);
  // Ids are chosen from those that are free: one source after another.
  let before: Promise<unknown> = Promise.resolve();

  app.post('/v1/sources', admin, async (request, response) => {
    const { workspace } = accessOf(request);
    if ((await deps.settings.refresh()).workspace(workspace) === null) {
      throw problem(404, 'workspace_unknown', `There is no workspace '${workspace}'.`);
    }
    const body = await readJson(request, BODY_LIMITS.webhook);
    const creating = before.then(() => createSource(workspace, body, deps));
    before = creating.catch(() => undefined);
    const created = await creating;
    if (created.kind === 'invalid') throw problem(422, 'source_invalid', 'The source is not valid.', created.errors);
    const { id, token } = created;
    const hookUrl = `${baseUrlOf(request, deps.publicUrl)}/v1/hooks/${id}/${encodeURIComponent(token)}`;
    sendJson(request, response, 201, JSON.stringify({ id, hook_url: hookUrl, token }));
  });

  app.patch('/v1/sources/:id', admin, async (request, response) => {
    const source = await sourceOf(request, deps.settings);
    const body = await readJson(request, BODY_LIMITS.webhook);
    const changing = before.then(() => changeSource(source, body, deps));
    before = changing.catch(() => undefined);
    const problems = await changing;
    if (problems.length > 0) throw problem(422, 'source_invalid', 'The source is not valid.', problems);
    const state = deps.settings.state();
    const changed = state.source(source.id) ?? source;
    if (JSON.stringify(changed.settings) !== JSON.stringify(source.settings)) deps.onChanged(changed);
    sendJson(request, response, 200, JSON.stringify(sourceJson(changed, state, deps)));
  });

  app.get('/v1/sources', admin, async (request, response) => {
    const state = await deps.settings.refresh();
    const sources = state.sources(accessOf(request).workspace).map((source) => sourceJson(source, state, deps));
    sendJson(request, response, 200, JSON.stringify({ sources }));
  });
}

type Health = Pick<SourceRouteDeps, 'health' | 'apiHealth'>;

function sourceJson(source: Source, state: SettingsState, books: Health): object {
  const settings = Object.entries(maskSecrets(source.settings) as object).map(([name, value]) => [
    outsideName(name),
    value as unknown,
  ]);
  return {
    id: source.id,
    provider: source.provider,
    name: source.name,
    role: source.role,
    enabled: source.enabled,
    created_at: new Date(source.createdAt).toISOString(),
    complete_from: new Date(state.completeFrom(source.id) ?? source.createdAt).toISOString(),
    settings: Object.fromEntries(settings) as object,
    health: source.provider === SITE_PROVIDER ? {} : healthJson(source.id, books),
  };
}

/** As the translator saw it; what a site's pages say does not pass it, and noughts would be taken for silence. */
function healthJson(source: string, { health, apiHealth }: Health): object {
  const seen = health.of(source);
  return {
    ...apiJson(apiHealth.of(source)),
    ...(seen.lastEvent === null ? {} : { last_event: new Date(seen.lastEvent).toISOString() }),
    accepted: seen.accepted,
    rejected: seen.rejected,
    duplicates: seen.duplicates,
    ignored: seen.ignored,
    rejected_by: seen.rejectedBy,
    ignored_by: seen.ignoredBy,
  };
}

/** Nothing where its API was not asked yet. */
function apiJson(health: ApiHealth): object {
  if (health.state === 'unknown') return {};
  return health.state === 'healthy' ? { state: 'healthy' } : { state: 'unhealthy', ...troubleJson(health) };
}
