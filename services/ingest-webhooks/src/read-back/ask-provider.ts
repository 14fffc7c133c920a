import { apiFailure, callApi, failureOf, type ApiFailure, type ApiReply, type CallOptions } from '../api/call-api.ts';
import type { OpenReadBack } from '../provider/bind-provider.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8 } from '../wire/read-parameters.ts';
import type { Tree } from '../wire/tree.ts';

/** What the provider's API said of one entity. */
export type ApiAnswer =
  | { readonly kind: 'found'; readonly tree: Tree }
  /** The API says there is no such entity. */
  | { readonly kind: 'gone' }
  | ApiFailure;

/** One GET for one entity. Never throws. */
export async function askProvider(access: OpenReadBack, path: string, options: CallOptions): Promise<ApiAnswer> {
  const reply = await callApi(access, { method: 'GET', path }, options);
  return reply.kind === 'failed' ? reply : answerOf(reply, access);
}

function answerOf(reply: ApiReply, access: OpenReadBack): ApiAnswer {
  const { status, contentType } = reply;
  if (status === 204) return { kind: 'gone' };
  if (status !== 200) {
    const body = /[/+]json\b/i.test(contentType) ? jsonOf(reply) : null;
    return body?.kind === 'read' && access.isGone(status, body.tree) ? { kind: 'gone' } : failureOf(reply);
  }
  const json = jsonOf(reply);
  // A page of a firewall or a log-in comes with status 200 as well.
  if (json.kind !== 'read' || typeof json.tree !== 'object') {
    return apiFailure('not_an_api', 'an answer that is no JSON object');
  }
  return { kind: 'found', tree: json.tree };
}

const jsonOf = ({ bytes }: ApiReply): ReturnType<typeof parseJson> => parseJson(decodeUtf8(bytes) ?? '');
