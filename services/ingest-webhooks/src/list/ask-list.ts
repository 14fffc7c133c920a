import { apiFailure, callApi, failureOf, type ApiFailure, type ApiReply, type CallOptions } from '../api/call-api.ts';
import type { OpenLists } from '../provider/bind-provider.ts';
import type { ListRequest, ListStep } from '../provider/list-port.ts';
import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8 } from '../wire/read-parameters.ts';

/** What a list API said, and what its provider makes of it. */
export interface ListReply {
  readonly kind: 'listed';
  readonly step: Exclude<ListStep, { readonly kind: 'refused' }>;
  /** The answer as it came. */
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** One question to a list API. Never throws. */
export async function askList(
  access: OpenLists,
  request: ListRequest,
  options: CallOptions,
): Promise<ListReply | ApiFailure> {
  const reply = await callApi(access, access.question(request), options);
  if (reply.kind === 'failed') return askedForLess(reply, access, request) ?? reply;
  return judged(reply, access, request);
}

function judged(reply: ApiReply, access: OpenLists, request: ListRequest): ListReply | ApiFailure {
  const { status, bytes, contentType } = reply;
  if (status === 401 || status === 403 || status === 429 || status >= 500) return failureOf(reply);
  const text = decodeUtf8(bytes) ?? '';
  // A log-in or a firewall answers a page for people, with status 200 as well.
  if (bytes.length > 0 && (/\bhtml\b/i.test(contentType) || /^\s*</.test(text))) {
    return status === 200 ? apiFailure('not_an_api', 'a page in HTML') : failureOf(reply);
  }
  const json = parseJson(text);
  const step = access.judge(request, { status, bytes, tree: json.kind === 'read' ? json.tree : null });
  if (step === null) {
    return status === 200 ? apiFailure('not_an_api', 'an answer that is no list') : failureOf(reply);
  }
  if (step.kind === 'refused') return apiFailure('refused', step.detail);
  return { kind: 'listed', step, bytes, contentType };
}

/** In place of an answer that is too long to be read: the question for a part of it. Null where there is no less. */
function askedForLess({ isTooLong }: ApiFailure, access: OpenLists, request: ListRequest): ListReply | null {
  const smaller = isTooLong === true ? access.smaller(request) : null;
  if (smaller === null) return null;
  return { kind: 'listed', step: { kind: 'step', next: [smaller] }, bytes: new Uint8Array(), contentType: '' };
}
