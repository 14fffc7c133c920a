import { openSync, closeSync, readFileSync, readSync, statSync } from 'node:fs';
import { BODY_LIMITS } from '@throughline/runtime';
import { StartError } from '../start-error.ts';
import type { CommandContext } from './command-context.ts';
import { importCostFile, type CostFileFlags } from './import-cost-file.ts';
import { importCostRows } from './import-cost-rows.ts';
import { readJson } from './read-json.ts';

/** `throughline costs import FILE`: CSV, a workbook, or the JSON of `POST /v1/costs`, told by what is in the file. */
export async function costsImport(
  context: CommandContext,
  path: string,
  flags: CostFileFlags & { readonly json?: true },
): Promise<number | undefined> {
  const start = startOf(path);
  if (/^(?:\xef\xbb\xbf)?\s*[{[]/.test(start)) {
    return importCostRows(context, readJson(path), { json: flags.json === true, dry: flags.dryRun === true });
  }
  return importCostFile(context, path, readFileSync(path), flags);
}

const START_BYTES = 64;

/** The first bytes. @throws StartError in one line when the file cannot be read or is larger than the door takes. */
function startOf(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > BODY_LIMITS.costsImport) {
      const detail = `${size} bytes, and at most ${BODY_LIMITS.costsImport} can be imported at a time: split it`;
      throw new StartError('file_too_large', `${path}: ${detail}`);
    }
    const bytes = Buffer.alloc(START_BYTES);
    const file = openSync(path, 'r');
    try {
      return bytes.toString('latin1', 0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError('bad_file', `${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
