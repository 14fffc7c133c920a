import { canonicalSource, normaliseHost, type OriginLookups, type SourceKind } from '@throughline/domain';
import { remember } from './cache/remember.ts';
import { registeredDomain } from './domain/registered-domain.ts';
import { buildReferrerIndex } from './referrer/referrer-index.ts';
import { referrerOf } from './referrer/referrer-of.ts';
import { MAP_SERVICES } from './referrer/additions.ts';

const index = buildReferrerIndex();
const referrer = remember(20_000, (host) => referrerOf(host, index));

/** A canonical name or spelling, a name of the lists, else a host of the lists (`utm_source=chatgpt.com`). */
const kindOfSource = remember(20_000, (source): SourceKind | null => {
  const named = canonicalSource(source)?.kind ?? index.kinds.get(source);
  if (named !== undefined) return named;
  const site = source.includes('.') ? referrer(normaliseHost(source)) : null;
  return site === null || site.kind === 'email' || site.name in MAP_SERVICES ? null : site.kind;
});

/** The core's lookups over the vendored lists, the additions and the public suffix list. Answers are remembered. */
export const originLookups: OriginLookups = { registeredDomain, referrer, kindOfSource };
