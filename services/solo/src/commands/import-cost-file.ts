import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { CommandContext } from './command-context.ts';
import { costFileText, errorText, type CostFileAnswer } from './cost-file-text.ts';
import { CommandError } from './instance-client.ts';

/** Flags of `costs import`, as the query of `POST /v1/costs/import` has them. */
export interface CostFileFlags {
  readonly dryRun?: true;
  readonly skipBad?: true;
  readonly source?: string;
  readonly medium?: string;
  readonly currency?: string;
  readonly vat?: string;
  readonly fee?: string;
  readonly mapping?: readonly string[];
  readonly dateFormat?: string;
  readonly decimal?: string;
  readonly micros?: string;
  readonly reportedAt?: string;
}

/**
 * Sends a CSV or a workbook to the door. The answer is JSON on stdout, and what a person looks for in it a table on stderr.
 * Exit 1 when rows are bad and not skipped: then nothing was imported.
 */
export async function importCostFile(
  context: CommandContext,
  path: string,
  content: Buffer,
  flags: CostFileFlags,
): Promise<number | undefined> {
  try {
    const route = `/v1/costs/import?${queryOf(flags).toString()}`;
    // A tenth of the bytes goes over the wire: the door waits ten seconds for a request, and a line may be slow.
    const packed = { content: await promisify(gzip)(content), headers: { 'content-encoding': 'gzip' } };
    const response = await context.client().request(route, { method: 'POST', ...packed });
    const answer = (await response.json()) as CostFileAnswer;
    context.progress(costFileText(path, answer));
    context.print(JSON.stringify(answer));
    return answer.would_import === false ? 1 : undefined;
  } catch (error) {
    if (!(error instanceof CommandError) || !error.errors.some(({ line }) => line !== undefined)) throw error;
    context.print(JSON.stringify({ rejected: error.errors }));
    context.progress([...error.errors.map(errorText), `throughline: ${path}: ${error.detail}`].join('\n'));
    return 1;
  }
}

function queryOf(flags: CostFileFlags): URLSearchParams {
  const query = new URLSearchParams();
  for (const [flag, value] of Object.entries(flags) as [string, true | string | readonly string[]][]) {
    const name = flag.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (name === 'json') continue;
    for (const each of Array.isArray(value) ? (value as string[]) : [value])
      query.append(name, each === true ? '1' : String(each));
  }
  return query;
}
