import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from '@throughline/runtime';

/** A parsed body, and whether any of its texts may hold a NUL or a lone surrogate: only a `\u` escape can say one. */
export interface ParsedBody {
  readonly value: unknown;
  readonly escapes: boolean;
}

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/**
 * Parses a JSON body. A byte order mark of UTF-8 is tolerated; the media type is not looked at (curl sends none of
 * use), its charset is.
 * @throws Problem 415 `unsupported_charset`, 400 `not_utf8`, 400 `not_json`
 */
export function parseJson(body: Buffer, contentType: string | undefined): ParsedBody {
  const charset = contentType === undefined ? undefined : CHARSET.exec(contentType)?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new Problem(415, 'unsupported_charset', 'The body must be JSON in UTF-8.');
  }
  try {
    return { value: JSON.parse(textOf(body)), escapes: body.includes('\\u') };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'not_json', `The body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function textOf(body: Buffer): string {
  if (isAscii(body)) return body.toString('latin1');
  if (!isUtf8(body)) throw new Problem(400, 'not_utf8', 'The body is not valid UTF-8.');
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', marked ? 3 : 0);
}
