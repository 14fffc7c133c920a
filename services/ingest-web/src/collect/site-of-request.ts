import type { IncomingMessage } from 'node:http';
import { Problem, queryOf } from '@throughline/runtime';
import type { Site } from '@throughline/settings';
import type { WorkspaceView } from '../reading/reading.ts';
import type { CollectDeps } from './collect-deps.ts';
import { hostOfUrl, isHostOf } from './page-host.ts';

/**
 * The site that `?key=` names, with its workspace.
 * @param page `Origin` or address of the page that asks; absent: nobody says
 * @throws Problem 404 `site_unknown`, 403 `host_not_listed`
 */
export async function siteOfRequest(
  request: IncomingMessage,
  page: string | undefined,
  { settings, workspace }: Pick<CollectDeps, 'settings' | 'workspace'>,
): Promise<{ readonly site: Site; readonly view: WorkspaceView }> {
  const site = settings.state().siteByKey(queryOf(request).get('key') ?? '');
  const view = site === null ? null : await workspace(site.workspace);
  if (site?.enabled !== true || view === null) throw new Problem(404, 'site_unknown', 'No site has this key.');
  const host = hostOfUrl(page);
  if (page !== undefined && !isHostOf(site, host)) {
    throw new Problem(403, 'host_not_listed', `The site's hosts are ${site.hosts.join(', ')}, not ${host ?? 'none'}.`);
  }
  return { site, view };
}

/** Global Privacy Control: the visitor wants nothing collected, and nothing is (`Sec-GPC: 1`). */
export const refusesCollection = (request: IncomingMessage): boolean => request.headers['sec-gpc'] === '1';
