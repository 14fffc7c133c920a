import type { ReferenceQuery } from './query.ts';

/** The same question as the query string of `GET /v1/reports/{name}` (contract.md, Reports). */
export function queryString(query: ReferenceQuery, workspace: string): string {
  const text = new URLSearchParams({
    workspace,
    from: query.from,
    to: query.to,
    tz: query.tz,
    by: query.by.join(','),
    model: query.model,
    date_mode: query.dateMode,
    refunds: query.refunds,
  });
  if (query.journeyEnd !== undefined) text.set('journey_end', query.journeyEnd);
  if (query.lookbackDays !== undefined) text.set('lookback_days', String(query.lookbackDays));
  if (query.asOf !== undefined) text.set('as_of', new Date(query.asOf).toISOString());
  for (const { dimension, operator, value } of query.filter ?? [])
    text.append('filter', `${dimension}:${operator}:${value}`);
  for (const { metric, operator, value } of query.metricFilter ?? [])
    text.append('filter', `${metric}:${operator}:${value}`);
  return text.toString();
}
