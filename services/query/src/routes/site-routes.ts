/** `GET /v1/sites/{id}/check`: whether the snippet works. */
import { accessOf, problem, requireScope, sendJson } from '@throughline/runtime';
import type { Express } from 'express';
import { siteTraffic } from '../site/site-traffic.ts';
import type { QueryDeps } from './deps.ts';
import { answering } from './problems.ts';

/** What is asked of the settings about a site. */
export interface SiteView {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly enabled: boolean;
}

/** The sites of a workspace as the settings have them now. */
export type Sites = (workspace: string) => Promise<readonly SiteView[]> | readonly SiteView[];

const isoOf = (at: number | null): string | undefined => (at === null ? undefined : new Date(at).toISOString());

export const siteRoutes = (app: Express, { authenticate, warehouse, sites = () => [] }: QueryDeps): void => {
  app.get('/v1/sites/:id/check', requireScope('read', authenticate), async (request, response) => {
    const { workspace } = accessOf(request);
    const id = String(request.params['id']);
    const site = (await sites(workspace)).find((each) => each.id === id);
    if (site === undefined) throw problem(404, 'site_unknown', `There is no site '${id}'.`);
    const { first, last, counts } = await answering(() => siteTraffic(warehouse, workspace, id));
    const answer = {
      id,
      name: site.name,
      hosts: site.hosts,
      enabled: site.enabled,
      receiving: first !== null,
      first_event: isoOf(first),
      last_event: isoOf(last),
      visits: counts['visit'] ?? 0,
      pages: counts['page'] ?? 0,
      enquiries: counts['enquiry'] ?? 0,
      identifications: counts['identify'] ?? 0,
    };
    sendJson(request, response, 200, JSON.stringify(answer), { 'Cache-Control': 'no-store' });
  });
};
