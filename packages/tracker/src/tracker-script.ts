import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The tracker as pages load it. */
export interface TrackerScript {
  readonly text: string;
  /** Of the content, in quotes. */
  readonly etag: string;
}

/** Reads the bundle that the build has made (`browser/`). @throws ENOENT when nothing was built */
export function trackerScript(): TrackerScript {
  // Beside the compiled module and beside its source alike.
  const text = readFileSync(new URL('../dist/t.js', import.meta.url), 'utf8');
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"` };
}
