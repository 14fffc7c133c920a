import { setTimeout as delay } from 'node:timers/promises';
import type { DriveOptions } from '../list/drive-runs.ts';
import type { Harness } from './start-webhooks.ts';

/** Nobody waits in a test. */
export const FAST_LISTS: Partial<DriveOptions> = { tickMs: 5, pauseMs: 20, longestPauseMs: 40, yieldMs: 50 };

export type RunJson = Readonly<Record<string, unknown>> & { readonly state: string };

/** Begins a backfill over HTTP. */
export async function backfill(service: Harness, id: string, body: object): Promise<RunJson> {
  const { status, json } = await service.api('POST', `/v1/sources/${id}/backfill`, body);
  if (status !== 202) throw new Error(JSON.stringify(json));
  return json['backfill'] as RunJson;
}

/** Waits until a run of a source is in a state. An API may be asked every two seconds only, and answer at the fourth try. */
export async function untilRun(
  service: Harness,
  id: string,
  state: string,
  kind: 'backfill' | 'reconciliation' = 'backfill',
): Promise<RunJson> {
  const until = performance.now() + 40_000;
  while (performance.now() < until) {
    const { json } = await service.api('GET', `/v1/sources/${id}/backfill`);
    const run = json[kind] as RunJson | undefined;
    if (run?.state === state) return run;
    await delay(5);
  }
  throw new Error(`the ${kind} of ${id} does not come to be ${state}`);
}
