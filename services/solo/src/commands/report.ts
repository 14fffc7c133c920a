import type { CommandContext } from './command-context.ts';
import { reportTable, type ReportAnswer } from './report-table.ts';

/** Parameters of `/v1/reports` that the command line passes on, as flags with dashes. */
export const REPORT_FLAGS = [
  'workspace',
  'from',
  'to',
  'tz',
  'currency',
  'by',
  'model',
  'date_mode',
  'journey_end',
  'lookback_days',
  'refunds',
  'run',
  'as_of',
  'filter',
  'sort',
  'limit',
  'cursor',
  'format',
  'min_position',
] as const;

const camel = (flag: string): string => flag.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** `throughline report roi --from 2026-08-01 --to 2026-08-31 [--json]`: a table, or the answer as it is. */
export async function report(
  context: CommandContext,
  name: string,
  options: Readonly<Record<string, string[] | boolean | undefined>>,
): Promise<number | undefined> {
  const query = new URLSearchParams();
  for (const flag of REPORT_FLAGS) {
    const values = options[camel(flag)];
    if (Array.isArray(values)) for (const value of values) query.append(flag, value);
  }
  const response = await context.client().request(`/v1/reports/${encodeURIComponent(name)}?${query.toString()}`);
  const text = await response.text();
  const asTable = options['json'] !== true && query.get('format') === null;
  context.print(asTable ? reportTable(JSON.parse(text) as ReportAnswer) : text.trimEnd());
  return undefined;
}
