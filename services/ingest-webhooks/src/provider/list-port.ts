import type { Tree } from '../wire/tree.ts';
import type { ApiAccess, TranslationContext } from './provider.ts';
import type { Translation } from './translation.ts';

/**
 * One question to a list API, in words that hold no secret: it is kept as progress, and beside its answer on topic
 * `raw`.
 */
export interface ListRequest {
  /** Which list, e.g. `leads`: `/<list>` is the path a page is kept under. */
  readonly list: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What changed, or happened, between two instants (epoch milliseconds), in the zone of the source. */
export interface ListRange {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

/** A question as it is sent; only this holds secrets. */
export interface ListQuestion {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
}

/** What came back: neither a refusal, nor a failure of the server, nor HTML. */
export interface ListAnswer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** The bytes as JSON; null when they are none. */
  readonly tree: Tree;
}

/** What an answer is, and what is to be asked after it. */
export type ListStep =
  /** Entities: kept and translated. `share`: how much of the range is read by now, 0 to 1, where that can be said. */
  | { readonly kind: 'page'; readonly next: readonly ListRequest[]; readonly items: number; readonly share?: number }
  /** Nothing to keep: an empty page, the key of a list that is being made. */
  | { readonly kind: 'step'; readonly next: readonly ListRequest[]; readonly share?: number }
  /** Ask the same again in so many milliseconds. */
  | { readonly kind: 'not_ready'; readonly afterMs: number }
  /** The API says that our access is not valid, in a way of its own. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** The API does not give this, however often it is asked, and says why: the run ends. */
  | { readonly kind: 'not_given'; readonly detail: string };

/** How what happened before, or was lost, is read by a provider's list API. Pure, as the rest of a provider. */
export interface ListPort<Settings> {
  readonly hosts: RegExp;
  /** The setting that is the API's address. */
  readonly urlSetting: string & keyof Settings;
  readonly intervalMs: number;
  /** The provider sends no webhook twice, so what it has is compared every hour. */
  readonly reconciled: boolean;
  /** Null when the source has no access to the API. */
  access(settings: Settings): ApiAccess | null;
  first(range: ListRange, settings: Settings): readonly ListRequest[];
  question(request: ListRequest, settings: Settings): ListQuestion;
  /** Null when it is no answer of this API. */
  judge(request: ListRequest, answer: ListAnswer, settings: Settings): ListStep | null;
  /**
   * The question for the first part of what one asked for whose answer was too long, the rest to follow it; null where
   * there is no less. Absent where pages are short.
   */
  smaller?(request: ListRequest): ListRequest | null;
  /** The events of a page, under the keys of the webhooks' wherever they say the same. */
  translate(request: ListRequest, body: Uint8Array, context: TranslationContext<Settings>): Translation;
}

/** The query a page is kept under. */
export function listQuery({ params }: ListRequest): string {
  return new URLSearchParams(params).toString();
}

/** The question behind a kept page. */
export function listRequestOf({ rest, query }: { readonly rest: string; readonly query: string }): ListRequest {
  return { list: rest.replace(/^\//, ''), params: Object.fromEntries(new URLSearchParams(query)) };
}

/** A list in pieces of at most so many. */
export function chunksOf<T>(items: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );
}
