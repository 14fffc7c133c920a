import type { SourceKind } from './source-names.ts';

/** Kinds of sites a referrer can be. */
export type ReferrerKind = SourceKind | 'email';

export interface KnownReferrer {
  readonly kind: ReferrerKind;
  /** Canonical, lower case. */
  readonly name: string;
}

/** What the core asks of data that it does not hold (public suffixes, lists of sites). Pure and quick; hosts as `normaliseHost` gives them. */
export interface OriginLookups {
  /** The registered domain of a host; null for an IP address, a bare suffix or a local name. */
  registeredDomain(host: string): string | null;
  /** What a referring host is known as; null when in no list. */
  referrer(host: string): KnownReferrer | null;
  /** What a source (lower case; a name, another spelling, or a host) is; null when in no list. */
  kindOfSource(source: string): SourceKind | null;
}
