import type { InstanceClient } from '../commands/instance-client.ts';
import { reportTable, type ReportAnswer } from '../commands/report-table.ts';
import { FIRST_DAY, LAST_DAY } from './shop.ts';

const COLUMNS = ['visits', 'leads', 'sales', 'revenue', 'cost', 'profit', 'cpl', 'drr', 'romi'];

interface RejectedList {
  readonly rejected: readonly { readonly source: string; readonly reason: string; readonly detail?: string }[];
}

/** Waits until everything that was accepted shows in the reports. */
export async function untilCaughtUp(client: InstanceClient, onLag: (left: number) => void): Promise<void> {
  for (;;) {
    const status = (await (await client.request('/v1/status')).json()) as {
      caught_up: boolean;
      lag: Record<string, number>;
    };
    if (status.caught_up) return;
    onLag(Object.values(status.lag).reduce((a, b) => a + b, 0));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The ROI tree and what was rejected and why, as text for the terminal. */
export async function demoSummary(client: InstanceClient): Promise<string> {
  const query = `from=${FIRST_DAY}&to=${LAST_DAY}&sort=-revenue`;
  const roi = (await (await client.request(`/v1/reports/roi?${query}`)).json()) as ReportAnswer;
  const { rejected } = (await (await client.request('/v1/rejected')).json()) as RejectedList;
  return [
    `ROI ${roi.meta.from} … ${roi.meta.to}, ${roi.meta.timezone}, ${roi.meta.currency}, ${roi.meta.model ?? ''}`,
    '',
    reportTable(roi, COLUMNS),
    '',
    `Отклонено / Rejected: ${rejected.length}`,
    ...rejected.map((r) => `  ${r.source}  ${r.reason}  ${r.detail ?? ''}`.trimEnd()),
  ].join('\n');
}
