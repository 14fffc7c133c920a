import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from './command-context.ts';
import { CommandError } from './instance-client.ts';
import { progressBar } from './progress-bar.ts';

/** What of a run the instance says. */
export interface RunSeen {
  readonly id: string;
  readonly state: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';
  readonly pages: number;
  readonly items: number;
  readonly share?: number;
  readonly waiting?: { readonly reason: string; readonly detail: string; readonly what_to_do: { readonly en: string } };
}

interface Status {
  readonly backfill?: RunSeen;
  readonly complete_from: string;
}

const LOOK_EVERY_MS = 500;

/**
 * `throughline source backfill amocrm --from 2026-01-01`: asks the instance for it and shows how far it is. The instance
 * goes on by itself; run without `--from` the command only watches.
 */
export async function sourceBackfill(
  context: CommandContext,
  id: string,
  options: { from?: string; to?: string; cancel?: boolean; json?: boolean },
): Promise<number | undefined> {
  const client = context.client();
  const path = `/v1/sources/${encodeURIComponent(id)}/backfill`;
  const read = async (method: string, body?: object): Promise<Status> =>
    (await (await client.request(path, { method, ...(body === undefined ? {} : { body }) })).json()) as Status;

  const { from, to } = options;
  const range = { from, ...(to === undefined ? {} : { to }) };
  let status = await (options.cancel ? read('DELETE') : from === undefined ? read('GET') : read('POST', range));
  if (status.backfill === undefined) throw new CommandError(0, `no backfill of ${id} is known: begin one with --from`);
  const bar = progressBar(context.streams.stderr);
  while (status.backfill?.state === 'running' || status.backfill?.state === 'waiting') {
    bar.show(status.backfill);
    await sleep(LOOK_EVERY_MS);
    status = await read('GET');
  }
  if (status.backfill !== undefined) bar.end(status.backfill);
  return ended(context, status, options.json === true);
}

function ended(context: CommandContext, { backfill, complete_from }: Status, json: boolean): number | undefined {
  if (backfill === undefined) return 1;
  const { state, pages, items, waiting } = backfill;
  if (json) context.print(JSON.stringify({ state, pages, items, complete_from }));
  else {
    const lines = { state, pages, items, 'complete from': complete_from };
    for (const [name, value] of Object.entries(lines)) context.print(`${name}\t${value}`);
  }
  if (state !== 'failed') return undefined;
  context.progress(`throughline: ${waiting?.detail ?? 'it failed'}`);
  return 1;
}
