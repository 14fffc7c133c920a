/** Rows of a file of costs in the service's own columns. */
export const HEAD = 'date,source,campaign,cost,currency,clicks\n';
export const row = (
  over: Partial<Record<'date' | 'source' | 'campaign' | 'cost' | 'currency' | 'clicks', string>> = {},
): string =>
  Object.values({
    date: '2026-07-01',
    source: 'vk',
    campaign: 'a',
    cost: '1.50',
    currency: 'RUB',
    clicks: '1',
    ...over,
  }).join(',') + '\n';
/** Line, pointer and code of each error of a problem. */
export const errorsOf = (json: any): unknown[] =>
  json.errors.map(({ line, pointer, code }: any) => [line, pointer, code]);
