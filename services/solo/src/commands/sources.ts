import type { CommandContext } from './command-context.ts';
import { linesOf } from './lines-of.ts';
import { settingsIn } from './settings-in.ts';

interface SourceList {
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}

/** `throughline source add calltouch --name Site --setting time_zone=Europe/Moscow`: prints the hook address, once. */
export async function sourceAdd(
  context: CommandContext,
  provider: string,
  options: { name?: string; setting?: string[]; completeFrom?: string; json?: boolean },
): Promise<number | undefined> {
  const settings = settingsIn(options.setting);
  const body = { provider, name: options.name ?? provider, settings, ...completenessIn(options) };
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

/** `throughline source set calltouch --setting time_zone=Asia/Omsk`: what is not named stays as it is. */
export async function sourceSet(
  context: CommandContext,
  id: string,
  options: { name?: string; setting?: string[]; completeFrom?: string; json?: boolean },
): Promise<number | undefined> {
  const { name } = options;
  const body = {
    ...(name === undefined ? {} : { name }),
    settings: settingsIn(options.setting),
    ...completenessIn(options),
  };
  const path = `/v1/sources/${encodeURIComponent(id)}`;
  const changed = await (await context.client().request(path, { method: 'PATCH', body })).json();
  context.print(options.json === true ? JSON.stringify(changed) : id);
  return undefined;
}

const completenessIn = ({ completeFrom }: { completeFrom?: string }): object =>
  completeFrom === undefined ? {} : { complete_from: completeFrom };

interface Retranslation {
  readonly state: 'reading' | 'done' | 'failed';
  readonly requests?: number;
  readonly detail?: string;
}

/** `throughline source retranslate calltouch --from 2026-03-01`: after a change of its settings, or of the code. */
export async function sourceRetranslate(
  context: CommandContext,
  id: string,
  options: { from: string; json?: boolean },
): Promise<number | undefined> {
  const path = `/v1/sources/${encodeURIComponent(id)}/retranslate`;
  const response = await context.client().request(path, { method: 'POST', body: { from: options.from } });
  let last: Retranslation | undefined;
  for await (const line of linesOf(response)) {
    last = JSON.parse(line) as Retranslation;
    if (last.state === 'reading') context.progress(`requests ${last.requests ?? 0}`);
  }
  if (last?.state !== 'done') {
    context.progress(`throughline: not finished: ${last?.detail ?? 'the instance went away'}; run it again`);
    return 1;
  }
  const { state: _, ...counts } = last;
  if (options.json === true) context.print(JSON.stringify(counts));
  else for (const [name, count] of Object.entries(counts)) context.print(`${name.replaceAll('_', ' ')}\t${count}`);
  return undefined;
}
