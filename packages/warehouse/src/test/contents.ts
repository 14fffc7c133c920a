import { createHash } from 'node:crypto';
import type { CallFact, CostFact, DealFact, NumberFact, Origin, VisitFact } from '@throughline/domain';

const digest = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

export const DIRECT: Origin = {
  channel: 'Direct',
  source: '(direct)',
  medium: '(none)',
  campaign: '(not set)',
  adGroup: '(not set)',
  term: '(not set)',
  content: '(not set)',
  clickId: '',
};

/** 2026-08-10T12:00:00Z. */
export const NOON = Date.UTC(2026, 7, 10, 12);
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Builds a content; its hash depends on every field but `knownAt`. */
const content = <Fact extends { id: string }>(type: string, fields: Fact) => {
  const fact = {
    type,
    eventId: digest(`${type}:${fields.id}`, 32),
    source: 'api',
    at: NOON,
    knownAt: NOON,
    generation: 0,
    retracted: false,
    claim: false,
    excluded: '' as const,
    ...fields,
  };
  return { contentHash: digest(JSON.stringify({ ...fact, knownAt: 0 }), 64), ...fact };
};

export const aVisit = (fields: Partial<VisitFact> & { id: string }): VisitFact =>
  content('visit', {
    visitId: fields.id,
    visitor: 'v:ann' as const,
    origin: DIRECT,
    landingPage: 'shop.example/',
    device: 'desktop',
    country: 'RU',
    city: '(not set)',
    ...fields,
  });

export const aCall = (fields: Partial<CallFact> & { id: string }): CallFact =>
  content('call', {
    callId: fields.id,
    direction: 'in',
    customer: null,
    line: null,
    answered: null,
    waitSeconds: null,
    talkSeconds: null,
    manager: null,
    visitor: null,
    clientIds: [],
    spam: null,
    statedOrigin: null,
    ...fields,
  });

export const aDeal = (fields: Partial<DealFact> & { id: string }): DealFact =>
  content('deal', {
    dealId: fields.id,
    visitor: null,
    phone: null,
    email: null,
    contact: null,
    clientIds: [],
    ...fields,
  });

export const aNumber = (fields: Partial<NumberFact> & { id: string; number: string }): NumberFact =>
  content('number', { origin: DIRECT, from: 0, to: null, ...fields });

export const aCost = (fields: Partial<CostFact> & { id: string }): CostFact =>
  content('cost', {
    date: '2026-08-10',
    adSource: 'yandex',
    medium: 'cpc',
    campaign: 'summer',
    adGroup: '(not set)',
    keyword: '(not set)',
    campaignId: '',
    cost: { minor: 100, currency: 'RUB' },
    clicks: null,
    impressions: null,
    reportedAt: NOON,
    ...fields,
  });
