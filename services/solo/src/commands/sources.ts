import { InvalidArgumentError } from 'commander';
import type { CommandContext } from './command-context.ts';

interface SourceList {
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}

/** `throughline source add calltouch --name Site --setting time_zone=Europe/Moscow`: prints the hook address, once. */
export async function sourceAdd(
  context: CommandContext,
  provider: string,
  options: { name?: string; setting?: string[]; json?: boolean },
): Promise<number | undefined> {
  const settings: Record<string, string> = {};
  for (const pair of options.setting ?? []) {
    const split = pair.indexOf('=');
    if (split <= 0) throw new InvalidArgumentError(`--setting takes key=value, not "${pair}"`);
    settings[pair.slice(0, split)] = pair.slice(split + 1);
  }
  const body = { provider, name: options.name ?? provider, settings };
  const answer = await context.client().request('/v1/sources', { method: 'POST', body });
  const created = (await answer.json()) as { id: string; hook_url: string };
  context.print(options.json === true ? JSON.stringify(created) : `${created.id}\n${created.hook_url}`);
  return undefined;
}

export async function sourceList(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const { sources } = (await (await context.client().request('/v1/sources')).json()) as SourceList;
  if (options.json === true) context.print(JSON.stringify(sources));
  else for (const source of sources) context.print([source['id'], source['provider'], source['name']].join('\t'));
  return undefined;
}
