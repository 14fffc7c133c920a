import { frameRawRecord, type WebhookRequest } from '@throughline/events';
import { LogUnavailableError } from '@throughline/event-log';
import type { Answer } from '../provider/provider.ts';
import type { ProviderRegistry } from '../provider/registry.ts';
import { tokenMatches, type SettingsStore } from '@throughline/settings';
import { sourceSetup, type SourceSetup } from '../source/source-setup.ts';
import type { KeptRequest, RequestStore } from './request-store.ts';

export interface ReceiverDeps {
  readonly store: RequestStore;
  readonly settings: SettingsStore;
  readonly providers: ProviderRegistry;
  readonly now: () => number;
  /** Most bytes of requests between arrival and durability; beyond it the door answers 503. */
  readonly maxPendingBytes: number;
}

/** What the door says; the numbers are the contract's. */
export type Receipt =
  | { readonly kind: 'accepted'; readonly kept: KeptRequest; readonly answer: Answer | null }
  | { readonly kind: 'wrong_signature' }
  | { readonly kind: 'unavailable' };

export interface Receiver {
  /** The source of an address, when its token is right; null answers 404 whichever of the two is wrong. */
  find(sourceId: string, token: string): Promise<SourceSetup | null>;
  /** Verifies a request and makes it durable. `address` is the URL as the provider called it. */
  receive(setup: SourceSetup, request: WebhookRequest, requestId: string, address: string): Promise<Receipt>;
}

/** A wrong address makes the door read the settings again, at most this often (milliseconds). */
const REFRESH_EVERY = 1000;
const NO_HASH = '0'.repeat(64);

export function createReceiver(deps: ReceiverDeps): Receiver {
  let refreshedAt = -Infinity;
  let refreshing: Promise<unknown> | null = null;
  let pendingBytes = 0;

  /** A source just made may not have reached this process yet. A flood of wrong addresses must not read the log. */
  async function refresh(): Promise<void> {
    if (refreshing === null && deps.now() - refreshedAt < REFRESH_EVERY) return;
    refreshing ??= deps.settings.refresh().finally(() => {
      refreshedAt = deps.now();
      refreshing = null;
    });
    await refreshing;
  }

  function matching(sourceId: string, token: string): SourceSetup | null {
    const setup = sourceSetup(deps.settings.state(), sourceId);
    // A source that does not exist costs the same comparison.
    const matches = tokenMatches(token, setup?.source.tokenHash ?? NO_HASH);
    return matches && setup?.source.enabled === true ? setup : null;
  }

  return {
    async find(sourceId, token) {
      const found = matching(sourceId, token);
      if (found !== null) return found;
      await refresh();
      return matching(sourceId, token);
    },
    async receive(setup, request, requestId, address) {
      const opened = deps.providers.byName(setup.source.provider)?.open(setup.source.settings);
      // Without its provider, or with settings it cannot read, nothing can be verified or understood, but the bytes
      // are kept: the translator rejects them by name, and a later release may read them.
      const provider = opened?.kind === 'open' ? opened.provider : null;
      if (provider?.verify(request, address).kind === 'wrong_signature') return { kind: 'wrong_signature' };
      if (pendingBytes + request.body.length > deps.maxPendingBytes) return { kind: 'unavailable' };
      const { workspace, id } = setup.source;
      const record = { workspace, source: id, settingsVersion: setup.settingsVersion, requestId, request };
      pendingBytes += request.body.length;
      try {
        const kept = await deps.store.keep({ key: id, value: frameRawRecord(record) });
        return { kind: 'accepted', kept, answer: provider?.answer(request) ?? null };
      } catch (error) {
        if (error instanceof LogUnavailableError) return { kind: 'unavailable' };
        throw error;
      } finally {
        pendingBytes -= request.body.length;
      }
    },
  };
}
