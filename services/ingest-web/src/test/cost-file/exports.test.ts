import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startIngestWeb, type Started } from '../start-ingest-web.ts';
import { fixture, postFile } from './post-file.ts';

/** Every export of `fixtures/cost-file` through the door: what it is told to be, and what is recorded of it. */
let web: Started;
beforeEach(async () => void (web = await startIngestWeb()));
afterEach(() => web.stop());

const cost = (event: any): string =>
  [
    event.date,
    `${event.adSource}/${event.medium}`,
    event.campaign,
    ...(event.campaignId === '' ? [] : [`#${event.campaignId}`]),
    ...(event.adGroup === '(not set)' ? [] : [event.adGroup]),
    `${event.cost.amount} ${event.cost.currency}`,
    `${event.clicks ?? '-'}/${event.impressions ?? '-'}`,
  ].join(' ');

const EXPORTS: [string, object, object, string[]][] = [
  [
    'yandex-direct.ru.csv',
    { format: 'yandex-direct', encoding: 'windows-1251', delimiter: ';', header_line: 3 },
    { read: 4, good: 3, totals: 1, empty: 0 },
    [
      '2026-08-01 yandex/cpc окна | поиск #90000001 окна пвх 2541.67 RUB 84/1200',
      '2026-08-01 yandex/cpc двери #90000002 входные 360.00 RUB 12/300',
      '2026-08-02 yandex/cpc окна | поиск #90000001 окна пвх 0.00 RUB 0/1000',
    ],
  ],
  [
    'yandex-direct.en.csv',
    { format: 'yandex-direct', encoding: 'utf-8', delimiter: ',', header_line: 1 },
    { read: 3, good: 2, totals: 1 },
    [
      '2026-08-01 yandex/cpc windows | search #90000001 pvc 2541.67 RUB 84/1200',
      '2026-08-01 yandex/cpc doors, entrance #90000002 doors 360.00 RUB 12/300',
    ],
  ],
  [
    'yandex-direct-api.tsv',
    { format: 'yandex-direct-api', delimiter: '\t', header_line: 2 },
    { read: 3, good: 2, totals: 1 },
    [
      '2026-03-01 yandex/cpc "бренд | поиск #90000001 2541.67 RUB 84/1200',
      '2026-03-02 yandex/cpc "бренд | поиск #90000001 0.00 RUB 0/0',
    ],
  ],
  [
    'google-ads.en.csv',
    { format: 'google-ads', delimiter: ',', header_line: 3 },
    { read: 5, good: 3, totals: 2 },
    [
      '2026-08-01 google/cpc brand search #111 1204.50 USD 1930/48210',
      '2026-08-02 google/cpc brand search #111 10.00 USD 10/100',
      '2026-08-02 google/cpc display #112 0.00 USD 0/0',
    ],
  ],
  [
    'google-ads.ru.csv',
    { format: 'google-ads', encoding: 'utf-16le', delimiter: '\t', header_line: 3 },
    { read: 3, good: 2, totals: 1 },
    [
      '2026-08-01 google/cpc бренд точное 1204.50 RUB 1930/48210',
      '2026-08-02 google/cpc бренд точное 10.00 RUB 10/100',
    ],
  ],
  [
    'vk-ads.ru.csv',
    { format: 'vk-ads', delimiter: ';' },
    { good: 2, totals: 1 },
    [
      '2026-08-01 vk/cpc лиды | окна #7000001 москва 25-45 1834.56 RUB 210/15000',
      '2026-08-02 vk/cpc лиды | окна #7000001 москва 25-45 0.00 RUB 0/0',
    ],
  ],
  [
    'vk-ads.en.csv',
    { format: 'vk-ads' },
    { good: 2 },
    ['2026-08-01 vk/cpc leads #7000001 1834.56 RUB 210/15000', '2026-08-02 vk/cpc leads #7000001 20.44 RUB 3/100'],
  ],
  [
    'meta-ads.en.csv',
    { format: 'meta-ads' },
    { read: 4, good: 3, totals: 1 },
    [
      '2026-08-01 facebook/cpc spring | leads lookalike 4320.07 USD 3100/142500',
      '2026-08-02 facebook/cpc spring | leads lookalike 43.22 USD 40/3000',
      '2026-08-02 facebook/cpc paused all 0.00 USD -/0',
    ],
  ],
  [
    'meta-ads.ru.csv',
    { format: 'meta-ads' },
    { read: 2, good: 1, totals: 1 },
    [
      '2026-07-01 facebook/cpc весна | лиды #238430000000001 33.34 RUB 4/334',
      '2026-07-02 facebook/cpc весна | лиды #238430000000001 33.33 RUB 3/333',
      '2026-07-03 facebook/cpc весна | лиды #238430000000001 33.33 RUB 3/333',
    ],
  ],
  [
    'ga-cost-data.csv',
    { format: 'ga-cost-data' },
    { good: 2 },
    [
      '2026-03-01 vk/cpc spring_sale 1834.56 RUB 210/15000',
      '2026-03-02 telegram, channel/cpm promo "a" 5000.00 RUB 0/12000',
    ],
  ],
];

test.each(EXPORTS)('%s', async (name, file, rows, costs) => {
  const { status, json } = await postFile(web, fixture(name));
  expect({ status, json }).toMatchObject({ status: 202, json: { file, rows, accepted: costs.length, rejected: [] } });
  expect(json.position).toBeTruthy();
  expect((await web.events()).map(cost).toSorted()).toEqual(costs.toSorted());
});

test('table.csv: a range by days, added to another row of one of them', async () => {
  const { status, json } = await postFile(web, fixture('table.csv'));
  expect({ status, json }).toMatchObject({
    status: 202,
    json: {
      file: { format: 'table' },
      rows: { read: 2, good: 2, merged: 1 },
      ...{
        accepted: 31,
        from: '2026-07-01',
        to: '2026-07-31',
        cost: { RUB: '1015.50' },
        clicks: 100,
        impressions: null,
      },
    },
  });
  const recorded = (await web.events()).map(cost).toSorted();
  expect(recorded).toHaveLength(31);
  // 100,000 kopecks over 31 days: 25 days of 3,226 and 6 of 3,225; 100 clicks: 7 days of 4.
  expect([recorded[0], recorded[4], recorded[24], recorded[25]]).toEqual([
    '2026-07-01 telegram/cpm посев 32.26 RUB 4/-',
    '2026-07-05 telegram/cpm посев 47.76 RUB 4/-',
    '2026-07-25 telegram/cpm посев 32.26 RUB 3/-',
    '2026-07-26 telegram/cpm посев 32.25 RUB 3/-',
  ]);
});
