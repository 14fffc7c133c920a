import { readFileSync } from 'node:fs';
import { StartError } from '../start-error.ts';

/** @throws StartError in one line when the file is missing or is no JSON. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new StartError('bad_file', `${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
