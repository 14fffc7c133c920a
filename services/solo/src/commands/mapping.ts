import type { CommandContext } from './command-context.ts';

interface Rule {
  readonly kind: string;
  readonly source?: string;
  readonly value: string;
  readonly name: string;
}

interface Suggestions {
  readonly spend_without_visits: readonly unknown[];
  readonly visits_without_spend: readonly unknown[];
  readonly suggestions: readonly {
    readonly accept: { readonly source: string; readonly from: string; readonly to: string };
    readonly score: number;
    readonly visits: number;
    readonly cost: string | null;
  }[];
}

export interface MappingOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

const pathOf = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/v1/campaign-mapping${path}?${new URLSearchParams(given).toString()}`;
};

const printRules = (context: CommandContext, { rules }: { rules: readonly Rule[] }, json = false): void => {
  if (json) context.print(JSON.stringify(rules));
  else for (const { kind, source = '*', value, name } of rules) context.print([kind, source, value, name].join('\t'));
};

/** `throughline mapping list`: the rules in their order: kind, source, value, name. */
export async function mappingList(context: CommandContext, options: MappingOptions): Promise<number | undefined> {
  const answer = await context.client().request(pathOf('', { workspace: options.workspace }));
  printRules(context, (await answer.json()) as { rules: Rule[] }, options.json);
  return undefined;
}

/** `throughline mapping suggest --from 2026-08-01`: score, source, campaign of the visits, of the spend, visits, cost. */
export async function mappingSuggest(
  context: CommandContext,
  { workspace, from, to, json }: MappingOptions & { readonly from?: string; readonly to?: string },
): Promise<number | undefined> {
  const answer = await context.client().request(pathOf('/suggestions', { workspace, from, to }));
  const found = (await answer.json()) as Suggestions;
  if (json === true) {
    context.print(JSON.stringify(found));
    return undefined;
  }
  for (const { accept, score, visits, cost } of found.suggestions) {
    context.print([score, accept.source, accept.from, accept.to, visits, cost ?? '—'].join('\t'));
  }
  const { spend_without_visits: spend, visits_without_spend: free } = found;
  context.progress(`campaigns: ${spend.length} with spend and no visits, ${free.length} with visits and no spend`);
  return undefined;
}

/** `throughline mapping accept okna_msk "окна | москва" --source yandex`: one rule more, applied to all of the past. */
export async function mappingAccept(
  context: CommandContext,
  from: string,
  to: string,
  { workspace, source, json }: MappingOptions & { readonly source?: string },
): Promise<number | undefined> {
  const body = { from, to, ...(source === undefined ? {} : { source }) };
  const answer = await context.client().request(pathOf('/accept', { workspace }), { method: 'POST', body });
  printRules(context, (await answer.json()) as { rules: Rule[] }, json);
  return undefined;
}
