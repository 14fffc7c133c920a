import { InvalidArgumentError } from 'commander';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CommandContext } from './command-context.ts';
import { healthTable } from './health-table.ts';
import { CommandError } from './instance-client.ts';
import { headlines, reportTable, type ReportAnswer } from './report-table.ts';

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
  'lang',
] as const;

type ReportOption = string[] | string | boolean | undefined;

const camel = (flag: string): string => flag.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * `throughline report roi --from 2026-08-01 --to 2026-08-31 [--json]`: a table, or the answer as it is. With `--output` the
 * answer goes into a file, which is there only when it is whole.
 */
export async function report(
  context: CommandContext,
  name: string,
  options: Readonly<Record<string, ReportOption>>,
): Promise<number | undefined> {
  const query = new URLSearchParams();
  for (const flag of REPORT_FLAGS) {
    const values = options[camel(flag)];
    if (Array.isArray(values)) for (const value of values) query.append(flag, value);
  }
  const { output } = options;
  const format = query.get('format');
  const { stdout } = context.streams;
  if (format === 'xlsx' && typeof output !== 'string' && 'isTTY' in stdout && stdout.isTTY === true) {
    throw new InvalidArgumentError('a workbook is no text for a terminal: name a file with --output');
  }
  const response = await context.client().request(`/v1/reports/${encodeURIComponent(name)}?${query.toString()}`);
  if (typeof output === 'string') {
    await keep(bytesOf(response), output);
    context.progress(`written: ${output}`);
  } else if (format !== null && format !== 'json') {
    await pipeline(bytesOf(response), stdout, { end: false });
  } else {
    const text = await response.text();
    const asTable = options['json'] !== true && format === null;
    context.print(asTable ? tableOf(JSON.parse(text) as ReportAnswer, context, options['metrics']) : text);
  }
  return undefined;
}

/** Its warnings, and that there is more, are no data: they go to standard error. */
function tableOf(answer: ReportAnswer, context: CommandContext, metrics: ReportOption): string {
  for (const { detail } of answer.meta.warnings ?? []) context.progress(`throughline: ${detail}`);
  if (answer.report === 'data-health') return healthTable(answer);
  const all = answer.metrics.map(({ key }) => key);
  if (!Array.isArray(metrics)) {
    const shown = headlines(answer);
    if (shown.length < all.length) {
      context.progress(`throughline: ${shown.length} of ${all.length} metrics; others with --metrics, all with --json`);
    }
    return reportTable(answer, shown);
  }
  const unknown = metrics.find((key) => !all.includes(key));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`no metric ${unknown} in ${answer.report}; there are ${all.join(', ')}`);
  }
  return reportTable(answer, metrics);
}

const bytesOf = ({ body }: Response): Readable => (body === null ? Readable.from([]) : Readable.fromWeb(body));

async function keep(bytes: Readable, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await pipeline(bytes, createWriteStream(part));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw new CommandError(0, `${file} is not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
