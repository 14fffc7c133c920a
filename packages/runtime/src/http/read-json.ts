import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** Reads a body of at most `limit` bytes as JSON. @throws Problem 400 `not_json`, and what `readBody` throws */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const bytes = await readBody(request, limit);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Problem(400, 'not_json', 'The body is not JSON.');
  }
}
