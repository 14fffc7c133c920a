import { MODELS } from '@throughline/domain';
import type { ReferenceQuery } from '@throughline/testing';
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
] as const;

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
      ...(random.once(4)
        ? { filter: [{ dimension: 'source', operator: random.pick(['eq', 'neq'] as const), value: 'yandex' }] }
        : {}),
    };
  });
}

/** The same question as a query string of contract.md. */
export function queryString(query: ReferenceQuery, workspace: string): string {
  const parameters = new URLSearchParams({
    workspace,
    from: query.from,
    to: query.to,
    tz: query.tz,
    by: query.by.join(','),
    model: query.model,
    date_mode: query.dateMode,
    ...(query.refunds === 'sale_date' ? { refunds: 'sale_date' } : {}),
    ...(query.journeyEnd === undefined ? {} : { journey_end: query.journeyEnd }),
    ...(query.lookbackDays === undefined ? {} : { lookback_days: String(query.lookbackDays) }),
  });
  for (const { dimension, operator, value } of query.filter ?? [])
    parameters.append('filter', `${dimension}:${operator}:${value}`);
  return parameters.toString();
}
