import type { WebhookRequest } from '@throughline/events';
import { nestParameters } from './nest-parameters.ts';
import { parseForm } from './parse-form.ts';
import { parseJson } from './parse-json.ts';
import { isMap, type TreeMap } from './tree.ts';
import { unreadable, type Unreadable } from './unreadable.ts';

/**
 * Parameters of a request wherever the provider put them: the query of a GET, the form or JSON object of a POST.
 * When one name stands in both, the body's counts.
 */
export function readParameters(request: WebhookRequest): { kind: 'read'; tree: TreeMap } | Unreadable {
  const query = readForm(Buffer.from(request.query, 'latin1'), '');
  if (query.kind === 'unreadable') return query;
  if (request.body.length === 0) return query;
  const contentType = request.headers['content-type'] ?? '';
  const body = looksLikeJson(request.body, contentType) ? readJson(request.body) : readForm(request.body, contentType);
  if (body.kind === 'unreadable') return body;
  for (const [name, value] of Object.entries(body.tree)) query.tree[name] = value;
  return query;
}

function readForm(bytes: Uint8Array, contentType: string): { kind: 'read'; tree: TreeMap } | Unreadable {
  const form = parseForm(bytes, contentType);
  return form.kind === 'unreadable' ? form : nestParameters(form.parameters);
}

function readJson(bytes: Uint8Array): { kind: 'read'; tree: TreeMap } | Unreadable {
  const text = decodeUtf8(bytes);
  if (text === null) return unreadable('not_parseable', 'JSON is not UTF-8');
  const json = parseJson(text);
  if (json.kind === 'unreadable') return json;
  return isMap(json.tree) ? { kind: 'read', tree: json.tree } : unreadable('not_parseable', 'JSON is no object');
}

/** JSON by its content type, or by its first character: some providers send it as text. */
function looksLikeJson(body: Uint8Array, contentType: string): boolean {
  return /[/+]json\b/i.test(contentType) || body[0] === 0x7b;
}

/** Text of UTF-8 bytes (a byte order mark is skipped), or null when they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
