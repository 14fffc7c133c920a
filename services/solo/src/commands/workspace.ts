import { InvalidArgumentError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { readJson } from './read-json.ts';

const PATH = '/v1/workspace';

interface Shown {
  readonly exclusions: Readonly<Record<'addresses' | 'phones' | 'visitors', readonly string[]>>;
}

export interface WorkspaceOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** `throughline workspace show`: how the workspace is counted, as JSON. */
export async function workspaceShow(
  context: CommandContext,
  { workspace, json }: WorkspaceOptions,
): Promise<number | undefined> {
  print(context, await (await context.client().request(pathOf(workspace))).json(), json);
  return undefined;
}

/**
 * `throughline workspace set run.lookback_days=60 time_zone=Asia/Omsk`, or a JSON file in the form that `show` prints.
 * What is not named stays as it is; an empty value gives the default back.
 */
export async function workspaceSet(
  context: CommandContext,
  given: readonly string[],
  { workspace, json }: WorkspaceOptions,
): Promise<number | undefined> {
  const isFile = given.length === 1 && !given[0]?.includes('=');
  const body = isFile ? withoutId(readJson(given[0] ?? '')) : bodyOf(given);
  const changed = await context.client().request(pathOf(workspace), { method: 'PATCH', body });
  print(context, await changed.json(), json);
  await tellRebuild(context);
  return undefined;
}

const LISTS = { phone: 'phones', address: 'addresses', visitor: 'visitors' } as const;

/**
 * `throughline workspace exclude phone +74951234567`: it is the workspace's own and counts for nothing; `--remove` takes
 * it back. What somebody else changes meanwhile is not overwritten.
 */
export async function workspaceExclude(
  context: CommandContext,
  kind: string,
  value: string,
  { workspace, remove = false }: WorkspaceOptions & { readonly remove?: boolean },
): Promise<number | undefined> {
  if (!isKind(kind)) throw new InvalidArgumentError('exclude takes phone, address or visitor');
  const client = context.client();
  const read = await client.request(pathOf(workspace));
  const list = ((await read.json()) as Shown).exclusions[LISTS[kind]];
  const changed = remove ? list.filter((entry) => entry !== value) : [...list, value];
  if (remove && changed.length === list.length) {
    context.progress(
      `throughline: ${value} is not among the excluded ${LISTS[kind]}: ${list.join(', ') || 'none are'}`,
    );
    return 1;
  }
  const body = { exclusions: { [LISTS[kind]]: changed } };
  const headers = { 'if-match': read.headers.get('etag') ?? '*' };
  const after = await client.request(pathOf(workspace), { method: 'PATCH', body, headers });
  context.print(((await after.json()) as Shown).exclusions[LISTS[kind]].join('\n'));
  await tellRebuild(context);
  return undefined;
}

const isKind = (kind: string): kind is keyof typeof LISTS => Object.hasOwn(LISTS, kind);

const pathOf = (workspace: string | undefined): string =>
  workspace === undefined ? PATH : `${PATH}?${new URLSearchParams({ workspace }).toString()}`;

const print = (context: CommandContext, shown: unknown, json = false): void =>
  context.print(json ? JSON.stringify(shown) : JSON.stringify(shown, null, 2));

/** What `show` prints names the workspace, which no change can. */
function withoutId(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { id: _, ...rest } = body as Record<string, unknown>;
  return rest;
}

/** Pairs `name=value`, a dot between a member and its own: a value is JSON where it is, else a text; empty is null. */
function bodyOf(pairs: readonly string[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const pair of pairs) {
    const split = pair.indexOf('=');
    const [name = '', inner, ...deeper] = pair.slice(0, split).split('.');
    if (split <= 0 || name === '' || inner === '' || deeper.length > 0) {
      throw new InvalidArgumentError(`set takes a JSON file or key=value, not "${pair}"`);
    }
    const value = valueOf(pair.slice(split + 1));
    body[name] = inner === undefined ? value : { ...(body[name] as object | undefined), [inner]: value };
  }
  return body;
}

function valueOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Who changed a rule and looks at a report at once would see the former one. */
async function tellRebuild(context: CommandContext): Promise<void> {
  const status = (await (await context.client().request('/v1/status')).json()) as { rebuild?: { reason: string } };
  if (status.rebuild?.reason === 'rules_changed') {
    context.progress('the rules changed: reports follow once the warehouse is made anew, see "rebuild" in /v1/status');
  }
}
