import { unreadable, type Unreadable } from './unreadable.ts';

/** One parameter, decoded, in the order it was sent. */
export type Parameter = readonly [name: string, value: string];

/** An amoCRM batch has 20,000; what is beyond this bound is no webhook. */
export const MAX_PARAMETERS = 100_000;

type Charset = 'utf-8' | 'windows-1251';

/**
 * Decodes `application/x-www-form-urlencoded` bytes (also a query string).
 *
 * Charset: the one that the content type names, else UTF-8. A body that is not valid UTF-8 is read as windows-1251
 * as a whole (the one other encoding still met on this market); nothing is ever replaced by U+FFFD.
 * A `%` without two hex digits is kept as it stands.
 */
export function parseForm(
  bytes: Uint8Array,
  contentType = '',
): { kind: 'read'; parameters: readonly Parameter[]; charset: Charset } | Unreadable {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const pieces = text.split('&', MAX_PARAMETERS + 1);
  if (pieces.length > MAX_PARAMETERS) {
    return unreadable('too_many_parameters', `more than ${MAX_PARAMETERS} parameters`);
  }
  const named = /charset\s*=\s*"?(windows-1251|cp1251)/i.test(contentType) ? 'windows-1251' : 'utf-8';
  const charset = named === 'utf-8' && !isUtf8(pieces) ? 'windows-1251' : named;
  const parameters: Parameter[] = [];
  for (const piece of pieces) {
    if (piece === '') continue;
    const equals = piece.indexOf('=');
    const name = equals < 0 ? piece : piece.slice(0, equals);
    const value = equals < 0 ? '' : piece.slice(equals + 1);
    parameters.push([decode(name, charset), decode(value, charset)]);
  }
  return { kind: 'read', parameters, charset };
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const WINDOWS_1251 = new TextDecoder('windows-1251');

function isUtf8(pieces: readonly string[]): boolean {
  try {
    for (const piece of pieces) if (!isPlain(piece)) UTF_8.decode(percentDecoded(piece));
    return true;
  } catch {
    return false;
  }
}

function decode(text: string, charset: Charset): string {
  if (isPlain(text)) return text;
  return (charset === 'utf-8' ? UTF_8 : WINDOWS_1251).decode(percentDecoded(text));
}

/** ASCII that stands for itself. */
function isPlain(text: string): boolean {
  return !/[%+\u0080-\u00ff]/.test(text);
}

/** Bytes behind a Latin-1 view of encoded text: `+` is a space, `%XX` a byte. */
function percentDecoded(text: string): Buffer {
  const decoded = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1');
}
