import { MODELS } from '@throughline/domain';
import type { ReferenceFilter, ReferenceMetricFilter, ReferenceQuery } from '@throughline/testing';
import { Random } from '@throughline/testing';

const ZONES = ['Europe/Moscow', 'UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata'] as const;
const PERIODS = [
  ['2026-01-01', '2026-12-31'],
  ['2026-08-01', '2026-08-31'],
  ['2026-08-15', '2026-08-15'],
  ['2026-10-24', '2026-10-26'],
] as const;
const BY = [
  ['channel', 'source', 'campaign'],
  ['source'],
  ['day'],
  ['landing_page', 'device'],
  ['week', 'source'],
  ['month'],
  ['hour'],
  ['weekday', 'channel'],
  ['ad_group', 'source'],
  ['country', 'city'],
  ['medium', 'term', 'content'],
  ['manager'],
  ['manager', 'department', 'month'],
  ['pipeline', 'source'],
  ['call_source', 'channel'],
  ['category'],
  ['product', 'manager'],
] as const;
/** Each a conjunction; several `eq` on one dimension are alternatives. */
const FILTERS: readonly (readonly ReferenceFilter[])[] = [
  [{ dimension: 'source', operator: 'eq', value: 'yandex' }],
  [{ dimension: 'source', operator: 'neq', value: 'yandex' }],
  [
    { dimension: 'source', operator: 'eq', value: 'yandex' },
    { dimension: 'source', operator: 'eq', value: 'vk' },
    { dimension: 'weekday', operator: 'lte', value: '5' },
  ],
  [{ dimension: 'channel', operator: 'c', value: 'paid' }],
  [{ dimension: 'campaign', operator: 'dnc', value: 'Set' }],
  [{ dimension: 'ad_group', operator: 'eq', value: 'offers' }],
  [{ dimension: 'country', operator: 'eq', value: '(not set)' }],
  [{ dimension: 'day', operator: 'gte', value: '2026-08-15' }],
  [{ dimension: 'hour', operator: 'lt', value: '12' }],
  [{ dimension: 'manager', operator: 'eq', value: 'Olga' }],
  [{ dimension: 'manager', operator: 'neq', value: 'Olga' }],
  [{ dimension: 'department', operator: 'eq', value: '(not set)' }],
  [{ dimension: 'pipeline', operator: 'c', value: 'main' }],
  [{ dimension: 'call_source', operator: 'eq', value: 'ct' }],
  [{ dimension: 'category', operator: 'eq', value: 'Furniture' }],
];
/** Of metrics that both reports show. */
const METRIC_FILTERS: readonly (readonly ReferenceMetricFilter[])[] = [
  [{ metric: 'sales', operator: 'gt', value: 0 }],
  [{ metric: 'sales', operator: 'neq', value: 1 }],
  [{ metric: 'revenue', operator: 'lte', value: 100 }],
  [{ metric: 'average_check', operator: 'gte', value: 33.33 }],
  [
    { metric: 'sales', operator: 'gte', value: 0.5 },
    { metric: 'revenue', operator: 'lt', value: 100_000 },
  ],
];

/** A few random questions to a report; the same seed asks the same. */
export function questions(seed: number, count: number): ReferenceQuery[] {
  const random = new Random(seed ^ 0xa5c);
  return Array.from({ length: count }, () => {
    const [from, to] = random.pick(PERIODS);
    return {
      from,
      to,
      tz: random.pick(ZONES),
      by: [...random.pick(BY)],
      model: random.pick(MODELS),
      dateMode: random.pick(['sale', 'lead', 'touch'] as const),
      refunds: random.pick(['own_date', 'sale_date'] as const),
      ...(random.once(4) ? { journeyEnd: 'conversion' as const } : {}),
      ...(random.once(4) ? { lookbackDays: random.pick([0, 1, 7, 30, 400]) } : {}),
      ...(random.once(3) ? { filter: random.pick(FILTERS) } : {}),
      ...(random.once(5) ? { metricFilter: random.pick(METRIC_FILTERS) } : {}),
    };
  });
}
