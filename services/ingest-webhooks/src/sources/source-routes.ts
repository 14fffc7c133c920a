import type { Express } from 'express';
import {
  accessOf,
  BODY_LIMITS,
  problem,
  readBody,
  requireScope,
  sendJson,
  type Authenticator,
} from '@throughline/runtime';
import type { Source } from '@throughline/settings';
import { baseUrlOf } from '../receiver/base-url-of.ts';
import { changeSource } from './change-source.ts';
import { createSource, type CreateSourceDeps } from './create-source.ts';
import { sourceOf } from './source-of.ts';
import { maskSecrets } from './mask-secrets.ts';
import { outsideName } from './setting-names.ts';
import type { SourceHealthBook } from './source-health.ts';

export interface SourceRouteDeps extends CreateSourceDeps {
  readonly authenticate: Authenticator;
  readonly health: SourceHealthBook;
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
    const body = parsed(await readBody(request, BODY_LIMITS.webhook));
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
    const body = parsed(await readBody(request, BODY_LIMITS.webhook));
    const changing = before.then(() => changeSource(source, body, deps));
    before = changing.catch(() => undefined);
    const problems = await changing;
    if (problems.length > 0) throw problem(422, 'source_invalid', 'The source is not valid.', problems);
    const changed = deps.settings.state().source(source.id) ?? source;
    sendJson(request, response, 200, JSON.stringify(sourceJson(changed, deps.health)));
  });

  app.get('/v1/sources', admin, async (request, response) => {
    const state = await deps.settings.refresh();
    const sources = state.sources(accessOf(request).workspace).map((source) => sourceJson(source, deps.health));
    sendJson(request, response, 200, JSON.stringify({ sources }));
  });
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw problem(400, 'not_json', 'The body is not JSON.');
  }
}

function sourceJson(source: Source, book: SourceHealthBook): object {
  const health = book.of(source.id);
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
    settings: Object.fromEntries(settings) as object,
    health: {
      ...(health.lastEvent === null ? {} : { last_event: new Date(health.lastEvent).toISOString() }),
      accepted: health.accepted,
      rejected: health.rejected,
      duplicates: health.duplicates,
      ignored: health.ignored,
      rejected_by: health.rejectedBy,
      ignored_by: health.ignoredBy,
    },
  };
}
