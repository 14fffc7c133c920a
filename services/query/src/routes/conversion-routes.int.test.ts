import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MODELS } from '@throughline/domain';
import type { Fact } from '@throughline/domain';
import { aDeal, anEnquiry, aRefund, at, aVisit, factsOf, scenario, TEST_RUN } from '@throughline/testing';
import { explainedConversion } from '../openapi/answers.ts';
import { fillFromFacts } from '../test/fill-from-facts.ts';
import { aWorkspace, serve } from '../test/serve.ts';
import { openTestWarehouse } from '../test/warehouse.ts';

const PHONE = '+79990000001';
/** A click, an enquiry with a phone two days later, a deal of that phone, its sale and a refund; and a deal of nobody. */
const facts: Fact[] = factsOf([
  aVisit({ visitor: 'a', at: at('2026-08-01T10:00:00Z'), from: 'yandex/cpc/brand', visitId: 'click' }),
  aVisit({ visitor: 'a', at: at('2026-08-02T10:00:00Z'), from: 'google/organic', visitId: 'search' }),
  anEnquiry({ id: 'form-1', visitor: 'a', phone: PHONE, at: at('2026-08-03T10:00:00Z'), manager: 'anna' }),
  aVisit({ visitor: 'a', at: at('2026-08-04T10:00:00Z'), from: 'vk/cpc/late', visitId: 'late' }),
  aDeal({ deal: 'crm/7', phone: PHONE, at: at('2026-08-03T12:00:00Z'), status: 'open', stage: 'new' }),
  aDeal({
    deal: 'crm/7',
    phone: PHONE,
    at: at('2026-08-05T12:00:00Z'),
    status: 'won',
    amount: '100.01',
    costOfGoods: '40.00',
  }),
  aRefund({ deal: 'crm/7', amount: '10.00', at: at('2026-08-06T12:00:00Z') }),
  aDeal({ deal: 'alone', at: at('2026-08-10T12:00:00Z'), status: 'won', amount: '5.00' }),
  aDeal({ deal: 'twin', at: at('2026-08-11T12:00:00Z'), mergedInto: 'alone' }),
]).map((fact) => (fact.type === 'visit' && fact.visitId === 'click' ? { ...fact, country: 'ru', city: 'perm' } : fact));

let opened: Awaited<ReturnType<typeof openTestWarehouse>>;
let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  opened = await openTestWarehouse();
  await fillFromFacts(opened.warehouse, 'main', facts, TEST_RUN);
  await fillFromFacts(opened.warehouse, 'random', factsOf(scenario(5, 30)), TEST_RUN);
  service = await serve(opened.warehouse, {
    workspaces: (id) => aWorkspace({ id, run: TEST_RUN }),
    authenticate: () => ({ id: 'all', scopes: ['read'], workspaces: 'all' }),
  });
});
afterAll(async () => {
  await service.close();
  await opened.remove();
});

const AUGUST = 'from=2026-08-01&to=2026-08-31';
const json = async (path: string): Promise<any> => {
  const answer = await service.get(path);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.json;
};

describe('one conversion explained', () => {
  test('a sale: journey, credits of every model, money, links, events', async () => {
    const sale = await json('/v1/conversions/sale:crm/7');
    expect(sale).toMatchObject({
      id: 'sale:crm/7',
      kind: 'sale',
      at: '2026-08-05T12:00:00.000Z',
      end: '2026-08-03T10:00:00.000Z',
      amount: '100.01',
      currency: 'RUB',
      cost_of_goods: '40.00',
      refunds: [{ at: '2026-08-06T12:00:00.000Z', amount: '10.00' }],
      lead: 'lead:form-1',
      origin_enquiry: 'enquiry:form-1',
      first_time: true,
      truncated: false,
      not_attributed: false,
      rules: 'test',
      run: 'run-1',
      lookback_days: 90,
      journey_end: 'enquiry',
    });
    expect(
      sale.journey.map((touch: any) => [touch.touchpoint_id, touch.source, touch.campaign, touch.evidence]),
    ).toEqual([
      ['click', 'yandex', 'brand', 'visit'],
      ['search', 'google', '(not set)', 'visit'],
    ]);
    expect(sale.journey.map((touch: any) => touch.credits.linear)).toEqual([
      { share: 500_000_000, amount: '50.01' },
      { share: 500_000_000, amount: '50.00' },
    ]);
    expect(sale.journey.map((touch: any) => touch.credits.first_touch.share)).toEqual([1_000_000_000, 0]);
    for (const model of MODELS) {
      const shares = sale.journey.map((touch: any) => touch.credits[model].share);
      expect([model, shares.reduce((a: number, b: number) => a + b, 0)]).toEqual([model, 1_000_000_000]);
    }
    // The phone joins the form's visitor with the deal.
    expect(sale.links.map((link: any) => [link.type, link.nodes.length])).toEqual([
      ['enquiry', 3],
      ['deal', 2],
      ['deal', 2],
    ]);
    expect(sale.links.every((link: any) => link.nodes.includes(`p:${PHONE}`))).toBe(true);
    // Two visits of the journey, the form, two deal changes, the refund; each once with its place in the log.
    expect(sale.events.map((event: any) => [event.topic, event.partition, event.offset, event.type])).toEqual(
      expect.arrayContaining([
        ['events', 0, 0, 'visit'],
        ['events', 1, 1, 'visit'],
        ['events', 0, 2, 'enquiry'],
        ['events', 0, 4, 'deal'],
        ['events', 1, 5, 'deal'],
        ['events', 0, 6, 'refund'],
      ]),
    );
    expect(sale.events).toHaveLength(6);
  });

  test('a touchpoint tells country and city where they are known', async () => {
    const { journey } = await json('/v1/conversions/sale:crm/7');
    expect(journey[0]).toMatchObject({ touchpoint_id: 'click', country: 'ru', city: 'perm' });
    expect(journey[1]).not.toHaveProperty('country');
    expect(journey[1]).not.toHaveProperty('city');
  });

  test.each(['sale:crm/7', 'deal:crm/7', 'enquiry:form-1', 'lead:deal:alone'])(
    '%s is what the document says, with nothing beside it and no null but of amounts',
    async (id) => {
      const { text, json: told } = await service.get(`/v1/conversions/${id}`);
      expect(explainedConversion.parse(told)).toEqual(told);
      const counted = id.startsWith('sale:') ? expect.any(String) : null;
      expect([told.amount, told.journey[0]?.credits.linear.amount ?? counted]).toEqual([counted, counted]);
      expect(text.replaceAll('"amount":null', '')).not.toContain('null');
    },
  );

  test('an id may come encoded', async () => {
    expect((await json('/v1/conversions/sale%3Acrm%2F7')).id).toBe('sale:crm/7');
  });

  test('another journey end and lookback, by the same rules', async () => {
    const longer = await json('/v1/conversions/sale:crm/7?journey_end=conversion');
    expect(longer.journey.map((touch: any) => touch.touchpoint_id)).toEqual(['click', 'search', 'late']);
    expect(longer.journey[2].credits.last_touch).toEqual({ share: 1_000_000_000, amount: '100.01' });
    // The deal itself ends at its creation, before the late click.
    const deal = await json('/v1/conversions/deal:crm/7?journey_end=conversion');
    expect(deal.journey.map((touch: any) => touch.touchpoint_id)).toEqual(['click', 'search']);
    const shorter = await json('/v1/conversions/sale:crm/7?lookback_days=1');
    expect(shorter.journey.map((touch: any) => touch.touchpoint_id)).toEqual(['search']);
  });

  test('as it was known before the sale there is a deal and no sale', async () => {
    const before = 'as_of=2026-08-04T00:00:00Z';
    expect((await json(`/v1/conversions/deal:crm/7?${before}`)).amount).toBeNull();
    expect((await service.get(`/v1/conversions/sale:crm/7?${before}`)).status).toBe(404);
  });

  test('an implied enquiry is an enquiry and a lead', async () => {
    const [enquiry, lead, sale] = await Promise.all(
      ['enquiry:deal:alone', 'lead:deal:alone', 'sale:alone'].map((id) => json(`/v1/conversions/${id}`)),
    );
    expect([enquiry.kind, lead.kind, lead.at, sale.lead]).toEqual([
      'enquiry',
      'lead',
      '2026-08-10T12:00:00.000Z',
      'lead:deal:alone',
    ]);
    expect([sale.not_attributed, sale.journey, sale.amount]).toEqual([true, [], '5.00']);
  });

  test.each(['deal', 'sale'])('a merged deal is answered with what it was merged into: %s', async (kind) => {
    const survivor = await json(`/v1/conversions/${kind}:alone`);
    expect(survivor.id).toBe(`${kind}:alone`);
    expect(survivor.events.map((event: any) => event.offset).sort()).toEqual([7, 8]);
    expect(await json(`/v1/conversions/${kind}:twin`)).toEqual(survivor);
  });

  test.each(['sale:nothing', 'lead:nothing', 'enquiry:crm/7', 'lead:deal:crm/7', 'call:1', 'sale:', 'crm/7', 'sale'])(
    '%s is unknown',
    async (id) => {
      const answer = await service.get(`/v1/conversions/${id}`);
      expect([answer.status, answer.json.code]).toEqual([404, 'conversion_unknown']);
    },
  );

  test('an unchanged explanation is 304, a bad parameter 400', async () => {
    const etag = (await service.get('/v1/conversions/sale:crm/7')).headers.get('etag') ?? '';
    expect(
      (await service.get('/v1/conversions/sale:crm/7', { authorization: 'Bearer x', 'if-none-match': etag })).status,
    ).toBe(304);
    const bad = await service.get('/v1/conversions/sale:crm/7?journey_end=never');
    expect([bad.status, bad.json.errors[0].pointer]).toEqual([400, '/journey_end']);
  });
});

describe('the list behind a number', () => {
  test('sales with their share and money under a filter', async () => {
    const { conversions, meta } = await json(
      `/v1/conversions?${AUGUST}&kind=sale&model=linear&filter=source:eq:yandex`,
    );
    expect(conversions).toEqual([
      {
        id: 'sale:crm/7',
        kind: 'sale',
        at: '2026-08-05T12:00:00.000Z',
        person: expect.any(String),
        share: 0.5,
        amount: '45.01',
        first_time: true,
      },
    ]);
    expect(meta).toMatchObject({ kind: 'sale', row_count: 1, model: 'linear' });
    expect(meta).not.toHaveProperty('next_cursor');
  });

  test('by campaign name and under another lookback', async () => {
    const brand = await json(`/v1/conversions?${AUGUST}&model=linear&filter=campaign:eq:brand`);
    expect(brand.conversions.map((row: any) => [row.id, row.share])).toEqual([['sale:crm/7', 0.5]]);
    const google = await json(`/v1/conversions?${AUGUST}&model=linear&filter=source:eq:google&lookback_days=1`);
    expect(google.conversions.map((row: any) => [row.id, row.share])).toEqual([['sale:crm/7', 1]]);
  });

  test('implied enquiries have the deal in their id', async () => {
    const { conversions } = await json(`/v1/conversions?${AUGUST}&kind=lead`);
    expect(conversions.map((row: any) => row.id)).toEqual(['lead:deal:alone', 'lead:form-1']);
  });

  test.each([
    ['enquiry', 'enquiries'],
    ['lead', 'leads'],
    ['deal', 'deals'],
    ['sale', 'sales'],
  ])('shares of %s sum to %s of the report, page by page, for every source', async (kind, metric) => {
    const period = 'workspace=random&from=2026-05-01&to=2026-12-31&model=linear';
    const { rows } = await json(`/v1/reports/roi?${period}&by=source`);
    for (const row of rows) {
      let [sum, amount, cursor] = [0, 0, ''];
      do {
        const filter = encodeURIComponent(`source:eq:${row.source}`);
        const page = await json(`/v1/conversions?${period}&kind=${kind}&limit=7&filter=${filter}&cursor=${cursor}`);
        for (const one of page.conversions) {
          sum += Math.round(one.share * 1e9);
          amount += Math.round(Number(one.amount ?? 0) * 100);
        }
        const [first] = page.conversions;
        if (first !== undefined)
          expect((await json(`/v1/conversions/${encodeURIComponent(first.id)}?workspace=random`)).kind).toBe(kind);
        cursor = page.meta.next_cursor ?? '';
      } while (cursor !== '');
      expect([row.source, sum]).toEqual([row.source, Math.round(row[metric] * 1e9)]);
      if (kind === 'sale') expect([row.source, amount]).toEqual([row.source, Math.round(Number(row.revenue) * 100)]);
    }
  });

  test('bad parameters', async () => {
    const answer = await service.get('/v1/conversions?kind=visit&limit=99999');
    expect([answer.status, answer.json.errors.map((error: any) => error.pointer)]).toEqual([400, ['/kind']]);
    const metric = await service.get('/v1/conversions?filter=revenue:gt:1');
    expect([metric.status, metric.json.errors[0].pointer]).toEqual([400, '/filter/0']);
  });
});
