import type { OpenApi } from '../provider/bind-provider.ts';
import type { ListQuestion } from '../provider/list-port.ts';
import { mayBeAsked } from './may-be-asked.ts';

/** Why an API gave nothing that can be used. Closed, counted and told. */
export const API_TROUBLES = [
  'refused',
  'not_an_api',
  'limited',
  'unavailable',
  'no_access',
  'not_given',
  'resting',
] as const;
/**
 * `refused`: our access is not valid; `not_an_api`: a page for people, or nothing we can read; `limited`: asked too
 * often; `no_access`: the settings say no address or token; `not_given`: what was asked is not to be had, in the API's own
 * words; `resting`: not asked, after a failure a moment ago.
 */
export type ApiTrouble = (typeof API_TROUBLES)[number];

/** No answer, or none that can be used; `retryAfterMs` where the API says when to come again. */
export interface ApiFailure {
  readonly kind: 'failed';
  readonly trouble: ApiTrouble;
  readonly detail: string;
  readonly retryAfterMs: number | null;
  /** The answer was longer than is read: the same question would get the same. */
  readonly isTooLong?: true;
}

/** An answer of the API itself, which may still say that something is not there. */
export interface ApiReply {
  readonly kind: 'replied';
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly retryAfterMs: number | null;
}

export interface CallOptions {
  /** Origins allowed besides the provider's own hosts, e.g. a proxy of the company. */
  readonly allowedOrigins: readonly string[];
  readonly timeoutMs: number;
}

/** Largest answer read: what topic `raw` takes of a webhook. */
export const MAX_ANSWER_BYTES = 1_000_000;

/**
 * One request with the source's own authorization, where it has one. The address comes from the source's settings and must
 * be one of the provider's hosts; redirects are not followed, so no secret goes anywhere else. Never throws.
 */
export async function callApi(
  access: OpenApi,
  question: ListQuestion,
  options: CallOptions,
): Promise<ApiReply | ApiFailure> {
  const url = allowedUrl(access, question.path, options.allowedOrigins);
  if (url === null) return apiFailure('no_access', 'the address of the API is not one of the provider');
  try {
    const response = await fetch(url, {
      method: question.method,
      headers: {
        ...(access.authorization === null ? {} : { authorization: access.authorization }),
        ...(question.contentType === undefined ? {} : { 'content-type': question.contentType }),
        accept: 'application/json',
      },
      ...(question.body === undefined ? {} : { body: question.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    return await replyOf(response);
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    return apiFailure('unavailable', timedOut ? `no answer within ${options.timeoutMs} ms` : 'no connection');
  }
}

export function apiFailure(trouble: ApiTrouble, detail: string, retryAfterMs: number | null = null): ApiFailure {
  return { kind: 'failed', trouble, detail, retryAfterMs };
}

function allowedUrl(access: OpenApi, path: string, allowedOrigins: readonly string[]): URL | null {
  if (!URL.canParse(path, access.baseUrl)) return null;
  const url = new URL(path, access.baseUrl);
  return mayBeAsked(url, access.hosts, allowedOrigins) ? url : null;
}

async function replyOf(response: Response): Promise<ApiReply | ApiFailure> {
  const { status, headers } = response;
  const bytes = await limitedBytes(response);
  if (bytes === null) {
    return { ...apiFailure('unavailable', `an answer over ${MAX_ANSWER_BYTES} bytes`), isTooLong: true };
  }
  return {
    kind: 'replied',
    status,
    contentType: headers.get('content-type') ?? '',
    bytes,
    retryAfterMs: retryAfterMs(headers),
  };
}

async function limitedBytes(response: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MAX_ANSWER_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** `Retry-After` in seconds; a date is measured against the answer's own `Date`. */
function retryAfterMs(headers: Headers): number | null {
  const header = headers.get('retry-after');
  if (header === null) return null;
  if (/^\d{1,6}$/.test(header)) return Number(header) * 1000;
  const wait = Date.parse(header) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/** What a status other than 200 means, wherever nothing else is known of it. */
export function failureOf({ status, retryAfterMs: after }: ApiReply): ApiFailure {
  const trouble = status === 401 || status === 403 ? 'refused' : status === 429 ? 'limited' : 'unavailable';
  return apiFailure(trouble, `status ${status}`, after);
}
