import { isAscii, isUtf8 } from 'node:buffer';
import { Problem } from '@throughline/runtime';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/**
 * Looks at what a body says of itself. The media type is not looked at (`curl -d` sends one of no use), its charset is.
 * @throws Problem 415 `unsupported_charset`
 */
export function checkCharset(contentType: string | undefined): void {
  const charset = contentType === undefined ? undefined : CHARSET.exec(contentType)?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new Problem(415, 'unsupported_charset', 'The body must be JSON in UTF-8.');
  }
}

/** False when no text of a body can hold a NUL or a lone surrogate: only a `\\u` escape can say one. */
export function hasEscapes(body: Buffer): boolean {
  return body.includes('\\u');
}

/**
 * Parses a JSON body. A byte order mark of UTF-8 is tolerated.
 * @throws Problem 400 `not_utf8`, 400 `not_json`
 */
export function parseJson(body: Buffer): unknown {
  const text = textOf(body);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, 'not_json', `The body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function textOf(body: Buffer): string {
  if (isAscii(body)) return body.toString('latin1');
  if (!isUtf8(body)) throw new Problem(400, 'not_utf8', 'The body is not valid UTF-8.');
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', marked ? 3 : 0);
}
