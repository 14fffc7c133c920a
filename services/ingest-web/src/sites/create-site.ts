import {
  generateToken,
  SITE_PROVIDER,
  siteOf,
  type SettingsState,
  type SettingsStore,
  type Site,
} from '@throughline/settings';
import type { z } from 'zod';
import type { siteChange, siteRequest } from './site-request.ts';

/** Characters of a site's public key: it need not be hard to guess, only never another's. */
const KEY_LENGTH = 16;

interface SiteStore {
  readonly settings: Pick<SettingsStore, 'put' | 'refresh'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Makes a site of a workspace: a source that our own tracker fills. Ids are `site`, `site-2` and so on. */
export async function createSite(
  workspace: string,
  { name, hosts }: z.output<typeof siteRequest>,
  { settings, now }: SiteStore,
): Promise<Site> {
  const id = freeId(await settings.refresh());
  return put(settings, id, {
    workspace,
    provider: SITE_PROVIDER,
    name: name ?? hosts[0] ?? id,
    settings: { siteKey: generateToken().replace(/[-_]/g, '').slice(0, KEY_LENGTH), hosts: [...new Set(hosts)] },
    enabled: true,
    createdAt: now(),
  });
}

/** Changes what is named of a site; its key stays, for it stands in the pages. */
export function changeSite(
  site: Site,
  { name = site.name, hosts = [...site.hosts], enabled = site.enabled }: z.output<typeof siteChange>,
  { settings }: Pick<SiteStore, 'settings'>,
): Promise<Site> {
  const { workspace, key, createdAt } = site;
  const own = { siteKey: key, hosts: [...new Set(hosts)] };
  return put(settings, site.id, { workspace, provider: SITE_PROVIDER, name, settings: own, enabled, createdAt });
}

async function put(
  settings: SiteStore['settings'],
  id: string,
  value: Parameters<typeof settings.put<'source'>>[2],
): Promise<Site> {
  const source = (await settings.put('source', id, value)).source(id);
  const site = source === null ? null : siteOf(source);
  if (site === null) throw new Error(`the site '${id}' was not kept`);
  return site;
}

function freeId(state: SettingsState): string {
  let id: string = SITE_PROVIDER;
  for (let number = 2; state.source(id) !== null; number += 1) id = `${SITE_PROVIDER}-${number}`;
  return id;
}
