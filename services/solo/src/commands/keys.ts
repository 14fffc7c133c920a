import type { CommandContext } from './command-context.ts';

interface ListedKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly workspaces: readonly string[];
}

/** `throughline key add "Site" --scope ingest --workspace main`: prints the id and, this once, the key. */
export async function keyAdd(
  context: CommandContext,
  name: string,
  options: { scope: string[]; workspace?: string[]; json?: boolean },
): Promise<number | undefined> {
  const { scope: scopes, workspace: workspaces } = options;
  const body = { name, scopes, ...(workspaces === undefined ? {} : { workspaces }) };
  const answer = await context.client().request('/v1/keys', { method: 'POST', body });
  const created = (await answer.json()) as { id: string; key: string };
  context.print(options.json === true ? JSON.stringify(created) : `${created.id}\n${created.key}`);
  return undefined;
}

export async function keyList(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const { keys } = (await (await context.client().request('/v1/keys')).json()) as { keys: readonly ListedKey[] };
  if (options.json === true) context.print(JSON.stringify(keys));
  else
    for (const { id, name, scopes, workspaces } of keys)
      context.print([id, scopes.join(','), workspaces.join(','), name].join('\t'));
  return undefined;
}

/** `throughline key remove ID`: from now on it opens nothing. */
export async function keyRemove(context: CommandContext, id: string): Promise<number | undefined> {
  await context.client().request(`/v1/keys/${encodeURIComponent(id)}`, { method: 'DELETE' });
  context.progress(`removed ${id}`);
  return undefined;
}
