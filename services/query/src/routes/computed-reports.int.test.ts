/** Reports that are attributed at query time: what they may take, and what is said beyond it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Conversion } from '@throughline/domain';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import { anEnquiry } from '../test/build/conversions.ts';
import { aTouch } from '../test/build/origins.ts';
import { serve } from '../test/serve.ts';
import { fill, openTestWarehouse } from '../test/warehouse.ts';

const AT = '2026-08-01T10:00:00Z';
const ANOTHER_LOOKBACK = '/v1/reports/roi?from=2026-08-01&to=2026-08-31&lookback_days=60';
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `e${n}`);

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
});
afterAll(() => opened.remove());

/** All of one phone, each with a journey as long as one may be. */
function onePhone(count: number): { readonly made: () => number; readonly attribute: AttributePersons } {
  const touches = Array.from({ length: 1_000 }, () => aTouch(AT));
  let made = 0;
  function* conversions(): Generator<Conversion> {
    for (const id of ids(count)) {
      made += 1;
      yield anEnquiry(id, AT, { touches });
    }
  }
  return {
    made: () => made,
    attribute: () => Promise.resolve([{ conversions, facts: [], attachedVisitors: [] }]),
  };
}

test('journeys that are too long together are refused, not held in memory', async () => {
  await fill(opened.warehouse, 'main', { conversions: ids(400).map((id) => anEnquiry(id, AT)) });
  const { made, attribute } = onePhone(400);
  const service = await serve(opened.warehouse, { attribute });
  const answer = await service.get(ANOTHER_LOOKBACK);
  expect(answer.json).toMatchObject({ status: 400, code: 'query_too_large' });
  expect(answer.json.detail).toContain('more than 300000 touchpoints');
  expect(made()).toBe(301);
  await service.close();
});

test('so are too many conversions', async () => {
  await fill(opened.warehouse, 'main', { conversions: ids(50_001).map((id) => anEnquiry(id, AT)) });
  const service = await serve(opened.warehouse);
  const answer = await service.get(ANOTHER_LOOKBACK);
  expect(answer.json).toMatchObject({ status: 400, code: 'query_too_large' });
  expect(answer.json.detail).toContain('more than 50000 conversions');
  expect((await service.get('/v1/reports/roi?from=2026-08-01&to=2026-08-31')).status).toBe(200);
  await service.close();
});
