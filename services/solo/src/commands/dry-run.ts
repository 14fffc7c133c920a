import type { CommandContext } from './command-context.ts';
import { CommandError, type InstanceClient, type ProblemError } from './instance-client.ts';

/** What a door says of a request without storing any of it. */
export interface Checked {
  readonly accepted: number;
  readonly rejected: readonly ProblemError[];
}

/** Asks a door to read a request only. When nothing of it is acceptable the door says so in a problem; here it is a list. */
export async function dryRun(client: InstanceClient, path: string, body: unknown): Promise<Checked> {
  try {
    const { accepted, rejected } = (await (
      await client.request(`${path}?dry_run=1`, { method: 'POST', body })
    ).json()) as Checked;
    return { accepted, rejected };
  } catch (error) {
    const isList =
      error instanceof CommandError &&
      error.errors.length > 0 &&
      error.errors.every(({ index }) => index !== undefined);
    if (!isList) throw error;
    return { accepted: 0, rejected: error.errors };
  }
}

/** Bad ones on stdout, a line each: place in the file, pointer, code, what is wrong. */
export function tell(context: CommandContext, checked: Checked, json: boolean): void {
  if (json) context.print(JSON.stringify(checked));
  else
    for (const { index, pointer, code, detail } of checked.rejected)
      context.print([index ?? '', pointer, code, detail].join('\t'));
}
