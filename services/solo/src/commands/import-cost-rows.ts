import type { CommandContext } from './command-context.ts';
import { dryRun, tell } from './dry-run.ts';

/** The JSON of `POST /v1/costs`. All rows or none: bad rows are named and nothing sent. */
export async function importCostRows(
  context: CommandContext,
  body: unknown,
  { json, dry }: { readonly json: boolean; readonly dry: boolean },
): Promise<number | undefined> {
  const checked = await dryRun(context.client(), '/v1/costs', body);
  if (checked.rejected.length > 0) {
    tell(context, checked, json);
    context.progress(`throughline: ${checked.rejected.length} bad rows; nothing was imported`);
    return 1;
  }
  if (dry) {
    context.print(json ? JSON.stringify(checked) : `${checked.accepted} rows are good`);
    return undefined;
  }
  const answer = (await (await context.client().request('/v1/costs', { method: 'POST', body })).json()) as {
    accepted: number;
  };
  context.print(json ? JSON.stringify(answer) : `${answer.accepted} rows imported`);
  return undefined;
}
