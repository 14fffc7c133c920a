import type { CommandContext } from './command-line.ts';
import { readJson } from './read-json.ts';

/** `throughline costs import FILE`: the JSON of `POST /v1/costs`. All rows or none: a bad row is named and nothing sent. */
export async function costsImport(context: CommandContext, file: string): Promise<number | undefined> {
  const body = readJson(file);
  const answer = await context.client().request('/v1/costs', { method: 'POST', body });
  context.print((await answer.text()).trimEnd());
  return undefined;
}
