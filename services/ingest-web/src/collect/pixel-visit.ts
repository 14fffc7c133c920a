import type { IncomingMessage } from 'node:http';
import { campaignSignature } from './campaign-signature.ts';
import { cookieOf, isVisitorId, VISIT_COOKIE, VISITOR_COOKIE } from './visitor-cookie.ts';

/** Which visit a page without the tracker is of. */
export interface PixelVisit {
  readonly visitor: string;
  readonly visit: string;
  readonly isNew: boolean;
  /** What the cookie of the visit is to hold. */
  readonly kept: string;
}

/** Visit of ours and what brought it. */
const VISIT = /^([\w-]{8,64})~([\w-]{0,12})$/;

/**
 * By the tracker's rule, with cookies for a memory: a visit ends with the life of its cookie, and another campaign or
 * external referrer begins another.
 * @param randomId text that never repeats
 */
export function pixelVisit(
  request: IncomingMessage,
  { url, referrer }: { readonly url: string; readonly referrer: string | null },
  randomId: () => string,
): PixelVisit {
  const known = cookieOf(request, VISITOR_COOKIE);
  const brought = campaignSignature(url, referrer);
  const [, lastVisit, lastBrought = ''] = VISIT.exec(cookieOf(request, VISIT_COOKIE) ?? '') ?? [];
  if (isVisitorId(known) && lastVisit !== undefined && (brought === '' || brought === lastBrought))
    return { visitor: known, visit: lastVisit, isNew: false, kept: `${lastVisit}~${lastBrought}` };
  const visit = randomId();
  return { visitor: isVisitorId(known) ? known : randomId(), visit, isNew: true, kept: `${visit}~${brought}` };
}
