import { EXIT, type CommandContext } from './command-context.ts';

interface ListedSite {
  readonly id: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly snippet: string;
}

interface CheckedSite {
  readonly first_event?: string;
  readonly last_event?: string;
  readonly visits: number;
  readonly pages: number;
  readonly enquiries: number;
}

/** `throughline site add shop.example`: prints the id on stderr, and on stdout alone what is pasted into the pages. */
export async function siteAdd(
  context: CommandContext,
  hosts: string[],
  options: { name?: string; json?: boolean },
): Promise<number | undefined> {
  const { name } = options;
  const body = { hosts, ...(name === undefined ? {} : { name }) };
  const answer = await context.client().request('/v1/sites', { method: 'POST', body });
  const site = (await answer.json()) as ListedSite;
  if (options.json === true) context.print(JSON.stringify(site));
  else {
    context.progress(
      `site ${site.id}: paste this into every page, before </head>; see it work: throughline site check ${site.id}`,
    );
    context.print(site.snippet);
  }
  return undefined;
}

export async function siteList(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const sites = await listed(context);
  if (options.json === true) context.print(JSON.stringify(sites));
  else for (const { id, hosts, name } of sites) context.print([id, hosts.join(','), name].join('\t'));
  return undefined;
}

async function listed(context: CommandContext): Promise<readonly ListedSite[]> {
  const answer = await context.client().request('/v1/sites');
  return ((await answer.json()) as { readonly sites: readonly ListedSite[] }).sites;
}

/** A person who has just added `shop.example` asks for it by that name: ids hold no dot. */
async function pathOf(context: CommandContext, idOrHost: string): Promise<string> {
  const named = idOrHost.includes('.')
    ? (await listed(context)).find(({ hosts }) => hosts.includes(idOrHost))
    : undefined;
  return `/v1/sites/${encodeURIComponent(named?.id ?? idOrHost)}`;
}

/** `throughline site set site --host shop.example www2.example`: the snippet in the pages stays. */
export async function siteSet(
  context: CommandContext,
  id: string,
  { name, host, json }: { name?: string; host?: string[]; json?: boolean },
): Promise<number | undefined> {
  const body = { ...(name === undefined ? {} : { name }), ...(host === undefined ? {} : { hosts: host }) };
  const changed = await (await context.client().request(await pathOf(context, id), { method: 'PATCH', body })).json();
  context.print(json === true ? JSON.stringify(changed) : id);
  return undefined;
}

/** `throughline site check site` or `... shop.example`: fails while nothing has come. */
export async function siteCheck(
  context: CommandContext,
  id: string,
  options: { json?: boolean },
): Promise<number | undefined> {
  const answer = await context.client().request(`${await pathOf(context, id)}/check`);
  const site = (await answer.json()) as CheckedSite;
  const { first_event: first, last_event: last, visits, pages, enquiries } = site;
  if (options.json === true) context.print(JSON.stringify(site));
  else if (first === undefined)
    context.print('nothing has come yet: is the snippet on the page, and its host in "throughline site list"?');
  else
    for (const [name, value] of Object.entries({ first, last: last ?? first, visits, pages, enquiries }))
      context.print(`${name}\t${value}`);
  return first === undefined ? EXIT.failed : undefined;
}
