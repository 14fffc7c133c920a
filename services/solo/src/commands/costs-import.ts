import type { CommandContext } from './command-context.ts';
import { dryRun, tell } from './dry-run.ts';
import { readJson } from './read-json.ts';

/** `throughline costs import FILE`: the JSON of `POST /v1/costs`. All rows or none: bad rows are named and nothing sent. */
export async function costsImport(
  context: CommandContext,
  file: string,
  options: { json?: boolean },
): Promise<number | undefined> {
  const body = readJson(file);
  const checked = await dryRun(context.client(), '/v1/costs', body);
  if (checked.rejected.length > 0) {
    tell(context, checked, options.json === true);
    context.progress(`throughline: ${checked.rejected.length} bad rows; nothing was imported`);
    return 1;
  }
  const answer = (await (await context.client().request('/v1/costs', { method: 'POST', body })).json()) as {
    accepted: number;
  };
  context.print(options.json === true ? JSON.stringify(answer) : `${answer.accepted} rows imported`);
  return undefined;
}
