import { readFileSync } from 'node:fs';
import type { CommandContext } from './command-context.ts';
import { CommandError } from './instance-client.ts';
import { settingsIn } from './settings-in.ts';

export interface DryRunOptions {
  readonly new?: boolean;
  readonly setting?: string[];
  readonly method?: string;
  readonly header?: string[];
  readonly path?: string;
  readonly query?: string;
  readonly url?: string;
  readonly json?: boolean;
}

interface DryRunAnswer {
  readonly signature: string;
  readonly signature_detail?: string;
  readonly events: readonly object[];
  readonly errors: readonly {
    readonly pointer: string;
    readonly field?: string;
    readonly code: string;
    readonly detail: string;
  }[];
  readonly ignored: readonly { readonly reason: string; readonly subject: string }[];
  readonly read_backs: readonly { readonly entity: string; readonly id: string }[];
}

/**
 * `throughline source dry-run crm payload.json`: prints the events that a payload would yield; what is not understood goes to
 * stderr, and exit is 1. Nothing is kept. `-` reads stdin.
 */
export async function sourceDryRun(
  context: CommandContext,
  source: string,
  file: string,
  options: DryRunOptions,
): Promise<number | undefined> {
  const { method, path, query, url } = options;
  const body = {
    ...(options.new === true ? { provider: source } : {}),
    ...{ method, path, query, url },
    headers: headersIn(options.header),
    settings: settingsIn(options.setting),
    body_base64: bytesOf(file).toString('base64'),
  };
  const route = options.new === true ? '/v1/sources/dry-run' : `/v1/sources/${encodeURIComponent(source)}/dry-run`;
  const answer = (await (await context.client().request(route, { method: 'POST', body })).json()) as DryRunAnswer;
  if (options.json === true) context.print(JSON.stringify(answer));
  else tell(context, answer);
  return answer.errors.length > 0 || answer.signature === 'wrong' ? 1 : undefined;
}

function tell(context: CommandContext, answer: DryRunAnswer): void {
  for (const event of answer.events) context.print(JSON.stringify(event, null, 2));
  for (const { pointer, field, code, detail } of answer.errors)
    context.progress(
      [pointer === '' ? 'the whole request' : pointer, ...(field === undefined ? [] : [field]), code, detail].join(
        '\t',
      ),
    );
  for (const { reason, subject } of answer.ignored) context.progress(`passed over\t${subject}\t${reason}`);
  for (const { entity, id } of answer.read_backs) context.progress(`would be asked for\t${entity}/${id}`);
  const { signature, signature_detail: detail } = answer;
  if (signature !== 'none') context.progress(`signature ${signature}${detail === undefined ? '' : `: ${detail}`}`);
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new CommandError(0, error instanceof Error ? error.message : String(error));
  }
}

function headersIn(lines: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^([^:]+):(.*)$/s.exec(line) ?? [];
      if (name === '') throw new CommandError(0, `--header takes "name: value", not "${line}"`);
      return [name.trim(), value.trim()];
    }),
  );
}
