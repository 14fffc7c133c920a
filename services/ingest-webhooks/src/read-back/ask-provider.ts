import type { OpenReadBack } from '../provider/bind-provider.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8 } from '../wire/read-parameters.ts';
import type { Tree } from '../wire/tree.ts';
import { mayBeAsked } from './may-be-asked.ts';

/** What the provider's API said. */
export type ApiAnswer =
  | { readonly kind: 'found'; readonly tree: Tree }
  /** The API says there is no such entity. */
  | { readonly kind: 'gone' }
  /** No answer, or none that can be used; `retryAfterMs` where the API says when to come again. */
  | { readonly kind: 'failed'; readonly detail: string; readonly retryAfterMs: number | null };

export interface AskOptions {
  /** Origins allowed besides the provider's own hosts, e.g. a proxy of the company. */
  readonly allowedOrigins: readonly string[];
  readonly timeoutMs: number;
}

/** Largest answer read. */
const MAX_BYTES = 1_000_000;

/**
 * One GET with the source's bearer token. The address comes from the source's settings and must be one of the
 * provider's hosts; redirects are not followed, so the token goes nowhere else. Never throws.
 */
export async function askProvider(access: OpenReadBack, path: string, options: AskOptions): Promise<ApiAnswer> {
  const url = allowedUrl(access, path, options.allowedOrigins);
  if (url === null) return failed('the address of the API is not one of the provider');
  try {
    const response = await fetch(url, {
      headers: {
        ...(access.token === null ? {} : { authorization: `Bearer ${access.token}` }),
        accept: 'application/json',
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    return await answerOf(response, access);
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return failed(timedOut ? `no answer within ${options.timeoutMs} ms` : 'no connection');
  }
}

function allowedUrl(access: OpenReadBack, path: string, allowedOrigins: readonly string[]): URL | null {
  if (!URL.canParse(path, access.baseUrl)) return null;
  const url = new URL(path, access.baseUrl);
  return mayBeAsked(url, access.hosts, allowedOrigins) ? url : null;
}

async function answerOf(response: Response, access: OpenReadBack): Promise<ApiAnswer> {
  const { status } = response;
  if (status === 204) return { kind: 'gone' };
  const isJson = /[/+]json\b/i.test(response.headers.get('content-type') ?? '');
  if (status !== 200) {
    const body = isJson ? await jsonOf(response) : null;
    if (body?.kind === 'read' && access.isGone(status, body.tree)) return { kind: 'gone' };
    return failed(`status ${status}`, retryAfterMs(response));
  }
  const json = await jsonOf(response);
  if (json === null) return failed(`an answer over ${MAX_BYTES} bytes`);
  // A page of a firewall or a log-in comes with status 200 as well.
  if (json.kind !== 'read' || typeof json.tree !== 'object') return failed('an answer that is no JSON object');
  return { kind: 'found', tree: json.tree };
}

/** Null when the answer is too big. */
async function jsonOf(response: Response): Promise<ReturnType<typeof parseJson> | null> {
  const bytes = await limitedBytes(response);
  return bytes === null ? null : parseJson(decodeUtf8(bytes) ?? '');
}

async function limitedBytes(response: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MAX_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** `Retry-After` in seconds; a date is measured against the answer's own `Date`. */
function retryAfterMs(response: Response): number | null {
  const header = response.headers.get('retry-after');
  if (header === null) return null;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const wait = Date.parse(header) - Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

function failed(detail: string, after: number | null = null): ApiAnswer {
  return { kind: 'failed', detail, retryAfterMs: after };
}
