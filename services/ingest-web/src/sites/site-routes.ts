import {
  accessOf,
  baseUrlOf,
  BODY_LIMITS,
  parseBy,
  Problem,
  readBody,
  requireScope,
  sendJson,
} from '@throughline/runtime';
import type { Site } from '@throughline/settings';
import type { Express, Request } from 'express';
import type { z } from 'zod';
import type { IngestWebDeps } from '../deps.ts';
import { parseJson } from '../reading/parse-json.ts';
import { changeSite, createSite } from './create-site.ts';
import { siteChange, siteRequest } from './site-request.ts';
import { snippetOf } from './snippet.ts';

/** `POST`, `GET` and `PATCH` of `/v1/sites`, all for administrators. */
export function siteRoutes(app: Express, deps: IngestWebDeps): void {
  const admin = requireScope('admin', deps.authenticate);
  const { settings } = deps;
  // Ids are chosen from those that are free: one site after another.
  let before: Promise<unknown> = Promise.resolve();
  const shown = (request: Request, site: Site): string =>
    JSON.stringify(siteJson(site, baseUrlOf(request, deps.publicUrl)));

  app.post('/v1/sites', admin, async (request, response) => {
    const { workspace } = accessOf(request);
    if ((await settings.refresh()).workspace(workspace) === null) {
      throw new Problem(404, 'workspace_unknown', `There is no workspace '${workspace}'.`);
    }
    const asked = checked(siteRequest, parseJson(await readBody(request, BODY_LIMITS.webhook)));
    const creating = before.then(() => createSite(workspace, asked, deps));
    before = creating.catch(() => undefined);
    sendJson(request, response, 201, shown(request, await creating));
  });

  app.get('/v1/sites', admin, async (request, response) => {
    const collector = baseUrlOf(request, deps.publicUrl);
    const sites = (await settings.refresh()).sites(accessOf(request).workspace);
    sendJson(request, response, 200, JSON.stringify({ sites: sites.map((site) => siteJson(site, collector)) }));
  });

  app.patch('/v1/sites/:id', admin, async (request, response) => {
    const id = String(request.params['id']);
    const sites = (await settings.refresh()).sites(accessOf(request).workspace);
    const site = sites.find((each) => each.id === id);
    if (site === undefined) throw new Problem(404, 'site_unknown', `There is no site '${id}'.`);
    const asked = checked(siteChange, parseJson(await readBody(request, BODY_LIMITS.webhook)));
    sendJson(request, response, 200, shown(request, await changeSite(site, asked, deps)));
  });
}

/** @throws Problem 422 `site_invalid` */
function checked<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = parseBy(schema, body);
  if (parsed.kind === 'ok') return parsed.value;
  throw new Problem(422, 'site_invalid', 'The site is not valid.', parsed.errors);
}

function siteJson(site: Site, collector: string): object {
  const { id, name, key, hosts, enabled, createdAt } = site;
  const snippet = snippetOf(site, collector);
  return { id, name, key, hosts, enabled, created_at: new Date(createdAt).toISOString(), snippet };
}
