import {
  compileOriginRules,
  landingPageOf,
  resolveVisitOrigin,
  type Origin,
  type VisitFact,
} from '@throughline/domain';
import { originLookups } from '@throughline/lookups';
import { LANDINGS } from './landings.ts';
import type { Random } from './random.ts';

const RULES = compileOriginRules({ referrerExclusions: null, channelRules: [] });
/** Origin and page of each landing, resolved once by the product's own rules. */
const RESOLVED: readonly { readonly origin: Origin; readonly landingPage: string }[] = LANDINGS.map(
  ({ url, referrer }) => ({
    origin: resolveVisitOrigin({ url, referrer }, originLookups, RULES),
    landingPage: landingPageOf(url),
  }),
);
/** Origins that cost money. */
export const COST_ORIGINS: readonly Origin[] = RESOLVED.map(({ origin }) => origin).filter(
  ({ medium }) => medium === 'cpc',
);
const DEVICES = ['desktop', 'mobile', 'tablet'];
const CITIES = ['Moscow', 'Saint Petersburg', 'Kazan', 'Perm', '(not set)'];
export const FIRST_DAY = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;
/** Days the shop has been open. */
export const DAYS = 180;

/** A random visit as its fact; of a new visitor and at any time of the shop's days unless told. */
export function aVisit(
  random: Random,
  visitor = random.hex(16),
  at = FIRST_DAY + random.below(DAYS * DAY_MS),
): VisitFact {
  const { origin, landingPage } = random.pick(RESOLVED);
  const id = random.hex(20);
  return {
    type: 'visit',
    eventId: random.hex(32),
    contentHash: random.hex(64),
    id,
    source: 'api',
    at,
    knownAt: at + 1_000,
    generation: 0,
    retracted: false,
    claim: false,
    excluded: '',
    visitId: id,
    visitor: `v:${visitor}`,
    origin,
    landingPage,
    device: random.pick(DEVICES),
    country: 'RU',
    city: random.pick(CITIES),
  };
}
