import type { WebhookRequest } from '@throughline/events';
import type { OpenProvider } from '../provider/bind-provider.ts';

/**
 * - `none`: nothing is checked, for the provider signs nothing or the source has no key;
 * - `skipped`: the source checks one, and what was pasted has none of the headers it stands in;
 * - `wrong`: the door would answer 401 and keep nothing.
 */
export const SIGNATURES = ['none', 'valid', 'wrong', 'skipped'] as const;
export interface SignatureCheck {
  readonly signature: (typeof SIGNATURES)[number];
  readonly detail?: string;
}

/** `ownHeaders` are those the provider signs with; `address` as in `Provider.verify`. */
export function checkSignature(
  provider: OpenProvider,
  ownHeaders: readonly string[],
  request: WebhookRequest,
  address: string,
): SignatureCheck {
  // What says nothing at all is taken only where nothing is checked.
  const silent = { ...request, headers: {}, query: '', body: Buffer.alloc(0) };
  if (provider.verify(silent, address).kind === 'ok') return { signature: 'none' };
  const verified = provider.verify(request, address);
  if (verified.kind === 'ok') return { signature: 'valid' };
  if (ownHeaders.length > 0 && ownHeaders.every((name) => request.headers[name] === undefined)) {
    return { signature: 'skipped', detail: `it would stand in ${ownHeaders.join(' or ')}` };
  }
  return { signature: 'wrong', detail: verified.detail };
}
