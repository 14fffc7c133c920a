/** Facts that are counted as they are: visits and ad costs. */
import type { CostFact, Origin, VisitFact } from '@throughline/domain';
import { at } from './at.ts';
import { anOrigin } from './origins.ts';
import { hex, serial } from './serial.ts';

const fact = (when: number) => ({
  eventId: hex(32),
  contentHash: hex(64),
  id: `f${serial()}`,
  source: 'api',
  at: when,
  knownAt: when,
  generation: 0,
  retracted: false,
  claim: false,
  excluded: '' as const,
});

export const aVisit = (when: string, origin: Partial<Origin> = {}, over: Partial<VisitFact> = {}): VisitFact => ({
  ...fact(at(when)),
  type: 'visit',
  visitId: `visit-${serial()}`,
  visitor: 'v:1',
  origin: anOrigin(origin),
  landingPage: 'shop.example/',
  device: 'desktop',
  country: 'ru',
  city: 'moscow',
  ...over,
});

export const aCost = (date: string, cost: number, over: Partial<CostFact> = {}): CostFact => ({
  ...fact(at(`${date}T00:00:00Z`)),
  type: 'cost',
  date,
  adSource: 'yandex',
  medium: 'cpc',
  campaign: 'brand',
  adGroup: '(not set)',
  keyword: '(not set)',
  campaignId: '',
  cost: { minor: cost, currency: 'RUB' },
  clicks: null,
  impressions: null,
  reportedAt: at(`${date}T12:00:00Z`),
  ...over,
});
