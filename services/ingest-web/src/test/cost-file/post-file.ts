import { readFileSync } from 'node:fs';
import type { Answer, Started } from '../start-ingest-web.ts';

export const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/cost-file/${name}`, import.meta.url));

/** Sends a file to the door. `query` as pairs, since a parameter may come twice. */
export function postFile(
  started: Started,
  file: Buffer | string,
  query: readonly (readonly [string, string])[] = [],
  headers: Record<string, string> = {},
): Promise<Answer> {
  const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return started.post(`/v1/costs/import${search === '' ? '' : `?${search}`}`, bytes, {
    'content-type': 'text/csv',
    ...headers,
  });
}
