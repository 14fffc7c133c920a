import { sql } from '@throughline/warehouse';
import type { Warehouse } from '@throughline/warehouse';
import { expect, test } from '@jest/globals';
import { ClientGoneError } from './client-gone-error.ts';
import { createConversionRows, QueryQueueFullError } from './conversion-rows.ts';
import type { Selection } from './report-request.ts';

const run = { journeyEnd: 'enquiry', lookbackDays: 90 };
const asked = (asOf: number | null): Selection =>
  ({
    workspace: { id: 'main', run },
    ...run,
    asOf,
    dateMode: 'sale',
    period: { start: 0, end: 1 },
  }) as unknown as Selection;

test('few computations wait, others are refused at once, and stored rows never', async () => {
  let proceed = (): void => undefined;
  const blocked = new Promise<void>((resolve) => (proceed = resolve));
  const warehouse = {
    select: () => blocked.then(() => []),
    withScratch: (_table: string, _rows: unknown, use: (table: unknown) => unknown) => use(sql`scratch`),
  } as unknown as Warehouse;
  const conversionRows = createConversionRows(warehouse, () => Promise.resolve([]));
  const answer = (asOf: number | null): Promise<string> =>
    conversionRows(asked(asOf), (table) => Promise.resolve(table.text));

  const waiting = [1, 2, 3, 4].map(answer);
  await expect(answer(5)).rejects.toThrow(QueryQueueFullError);
  expect(await answer(null)).not.toBe('scratch');
  proceed();
  expect(await Promise.all(waiting)).toEqual(['scratch', 'scratch', 'scratch', 'scratch']);
  expect(await answer(6)).toBe('scratch');
});

test('a computation stops between its chunks, or before its turn, when its client has gone', async () => {
  const deals = Array.from({ length: 5_000 }, (_, n) => ({ kind: 'deal', conversion_id: `d${n}` }));
  const warehouse = {
    select: () => Promise.resolve(deals),
    withScratch: (_table: string, _rows: unknown, use: (table: unknown) => unknown) => use(sql`scratch`),
  } as unknown as Warehouse;
  const client = new AbortController();
  let chunks = 0;
  const conversionRows = createConversionRows(warehouse, () => {
    chunks += 1;
    if (chunks === 2) client.abort();
    return Promise.resolve([]);
  });
  const answer = (gone?: AbortSignal): Promise<string> =>
    conversionRows(asked(1), (table) => Promise.resolve(table.text), gone);

  await expect(Promise.allSettled([answer(client.signal), answer(client.signal)])).resolves.toMatchObject([
    { reason: expect.any(ClientGoneError) },
    { reason: expect.any(ClientGoneError) },
  ]);
  expect(chunks).toBe(2);
  expect(await answer()).toBe('scratch');
  expect(chunks).toBe(7);
});
