import type { WebhookRequest } from '@throughline/events';
import type { z } from 'zod';
import type { ListPort } from './list-port.ts';
import type { ThinStatement, Translation } from './translation.ts';
import type { Tree } from '../wire/tree.ts';

/** What a source does; decides which of two records of one call counts (attribution.md, One call, one enquiry). */
export type ProviderRole = 'call_tracking' | 'telephony' | 'crm' | 'form';

/**
 * The port a provider fills: one pure file in `providers/`, no I/O, no clock. `Settings` is what its schema yields
 * from a source's settings.
 */
export interface Provider<Settings> {
  readonly name: string;
  readonly role: ProviderRole;
  /** Where the settings say what the source does. */
  roleOf?(settings: Settings): ProviderRole;
  /** Raised whenever the same request would yield other events: a new translation then supersedes the old. */
  readonly revision: number;
  /** Reads the provider's own settings of a source; unknown members are left to others. */
  readonly settingsSchema: z.ZodObject & z.ZodType<Settings>;
  /** Headers it needs besides the common ones, in lower case (a signature, say). */
  readonly headers?: readonly string[];
  /**
   * Is the request really the provider's? Over the raw bytes. `address` is the URL as the provider called it, query
   * included, which some sign too; it holds the secret of our path and is known at the door only. Absent: nothing is
   * signed, the secret of our path alone protects the source.
   */
  verify?(request: WebhookRequest, settings: Settings, address: string): Verification;
  /** What to answer instead of an empty acceptance (an echo a provider checks the address by); null = the usual. */
  answer?(request: WebhookRequest, settings: Settings): Answer | null;
  translate(request: WebhookRequest, context: TranslationContext<Settings>): Translation;
  /** How thin events are completed; absent when the provider has nothing to ask. */
  readonly readBack?: ReadBackPort<Settings>;
  /** How history is read; absent when the provider has no list API, or we do not know it. */
  readonly lists?: ListPort<Settings>;
}

export type Verification = { readonly kind: 'ok' } | { readonly kind: 'wrong_signature'; readonly detail: string };

export interface Answer {
  readonly contentType: string;
  readonly body: string;
}

/** Everything a translation may depend on besides the request: the settings of the envelope's version, exactly. */
export interface TranslationContext<Settings> {
  readonly workspace: string;
  /** Id of the source. */
  readonly source: string;
  readonly settings: Settings;
  readonly country: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly settingsVersion: number;
  /** Precedence of what is translated now; see `generationOf`. */
  readonly generation: number;
  readonly receivedAt: number;
  readonly raw: { readonly partition: number; readonly offset: number } | null;
  /** E.164, or null when the text is no possible phone. The country is the source's. */
  readonly normalisePhone: (text: string) => string | null;
  /** A name for a text that holds something personal, as 32 hex digits: keyed, so that nobody can try all phones. */
  readonly pseudonym: (text: string) => string;
}

/** Where to ask, and the header `Authorization`, where the secret is not in the question. */
export interface ApiAccess {
  readonly baseUrl: string;
  readonly authorization: string | null;
}

export interface ReadBackPort<Settings> {
  /** Hosts the API may live on. The host comes from the source's settings only, never from a payload. */
  readonly hosts: RegExp;
  /** The setting that is the API's address. */
  readonly urlSetting: string & keyof Settings;
  /** Least time between two requests of one account, in milliseconds. */
  readonly intervalMs: number;
  /** Null when the source has no access to the API. */
  access(settings: Settings): ApiAccess | null;
  /** Path and query of the request for one entity. */
  path(entity: string, id: string, settings: Settings): string;
  /** Whether an answer other than 200 says that there is no such entity; absent: 204, and 404 in JSON. */
  isGone?(status: number, body: Tree): boolean;
  /** What the answer means; `found: null` = the provider says there is no such entity. */
  translate(
    request: { readonly entity: string; readonly id: string; readonly thin: ThinStatement | null },
    found: Tree,
    context: TranslationContext<Settings>,
  ): Translation;
}
