import type { InstanceClient } from '../commands/instance-client.ts';
import { reportTable, type ReportAnswer } from '../commands/report-table.ts';
import { persistently } from './persistently.ts';

/** What the demo shows at its end. */
export interface DemoResult {
  readonly roi: ReportAnswer;
  readonly rejected: readonly { readonly source: string; readonly reason: string; readonly detail?: string }[];
}

/** Waits until everything that was accepted shows in the reports. @throws the reason of `stop` */
export async function untilCaughtUp(
  client: InstanceClient,
  onLag: (left: number) => void,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    const answer = await persistently(() => client.request('/v1/status'), stop);
    const status = (await answer.json()) as { caught_up: boolean; lag: Record<string, number> };
    if (status.caught_up) return;
    onLag(Object.values(status.lag).reduce((a, b) => a + b, 0));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The ROI tree of the days (`YYYY-MM-DD`, both included), and what was rejected and why. */
export async function demoResult(client: InstanceClient, days: { from: string; to: string }): Promise<DemoResult> {
  const query = new URLSearchParams({ ...days, sort: '-revenue' });
  const roi = (await (await client.request(`/v1/reports/roi?${query.toString()}`)).json()) as ReportAnswer;
  const { rejected } = (await (await client.request('/v1/rejected')).json()) as Pick<DemoResult, 'rejected'>;
  return { roi, rejected };
}

/** The same as text for the terminal. */
export function demoText({ roi, rejected }: DemoResult): string {
  return [
    `ROI ${roi.meta.from} … ${roi.meta.to}, ${roi.meta.timezone}, ${roi.meta.currency}, ${roi.meta.model ?? ''}`,
    '',
    reportTable(roi),
    '',
    `Отклонено / Rejected: ${rejected.length}`,
    ...rejected.map((r) => `  ${r.source}  ${r.reason}  ${r.detail ?? ''}`.trimEnd()),
  ].join('\n');
}
