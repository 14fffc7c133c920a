import { canonicalSource, normaliseHost, type OriginLookups, type SourceKind } from '@throughline/domain';
import { remember } from './cache/remember.ts';
import { registeredDomain } from './domain/registered-domain.ts';
import { buildReferrerIndex } from './referrer/referrer-index.ts';
import { referrerOf } from './referrer/referrer-of.ts';

const index = buildReferrerIndex();
const referrer = remember(20_000, (host) => referrerOf(host, index));

/**
 * A canonical name or spelling, a name of the lists, else a host of the lists (`utm_source=chatgpt.com`, which ChatGPT
 * itself adds). Not so a search engine's host: `google.com/referral` is what a referral from its other services is called.
 */
const kindOfSource = remember(20_000, (source): SourceKind | null => {
  const named = canonicalSource(source)?.kind ?? index.kinds.get(source);
  if (named !== undefined) return named;
  const kind = source.includes('.') ? referrer(normaliseHost(source))?.kind : undefined;
  return kind === undefined || kind === 'email' || kind === 'search' ? null : kind;
});

/** The core's lookups over the vendored lists, the additions and the public suffix list. Answers are remembered. */
export const originLookups: OriginLookups = { registeredDomain, referrer, kindOfSource };
