import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillWithShop } from '../process/a-shop.ts';
import { allEvents, startInstance, type Instance } from '../process/instance.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { hostileBeacon, type Spoils } from './hostile-beacons.ts';

/**
 * Ten thousand beacons by somebody who knows every phone, visitor and id of a shop: not one authenticated number moves
 * (docs/adr/0025).
 */
const BEACONS = 10_000;
const PERIOD = 'from=2026-07-01&to=2026-12-31';
const DAY_MS = 86_400_000;
const startedAt = Date.now();
const directory = temporaryDirectory('hostile');
let instance: Instance;
let site: { readonly id: string; readonly key: string };

beforeAll(async () => {
  const rates = { COLLECT_PER_ADDRESS: 1_000_000, COLLECT_PER_VISITOR: 1_000_000 };
  instance = await startInstance(directory.path, { settings: rates });
  const made = await instance.post('/v1/sites', { hosts: ['shop.example'] });
  expect(made.status).toBe(201);
  site = made.body;
  await fillWithShop(instance, 3, 4);
  await instance.caughtUp();
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  directory.remove();
});

const SUMS = [
  'deals',
  'sales',
  'first_time_buyers',
  'revenue',
  'cost',
  'cost_of_goods',
  'profit',
  'clicks',
  'impressions',
];

/**
 * Every conversion that no claim made, and what sums over all say, by month; of enquiries and leads those of more than 24
 * hours ago (some of the shop's broken payloads say no time, and so came just now).
 */
async function authenticatedNumbers(): Promise<Record<string, unknown>> {
  const said: Record<string, unknown> = {};
  for (const kind of ['enquiry', 'lead', 'deal', 'sale']) {
    const { body } = await instance.get(`/v1/conversions?${PERIOD}&kind=${kind}&limit=10000`);
    const ids = new RegExp(`^${kind}:${site.id}/`);
    said[kind] = body.conversions.filter(
      ({ id, at }: { id: string; at: string }) =>
        !ids.test(id) && (kind === 'deal' || kind === 'sale' || Date.parse(at) < startedAt - DAY_MS),
    );
  }
  const months = await instance.get(`/v1/reports/roi?${PERIOD}&by=month`);
  for (const { month, ...row } of months.body.rows) for (const sum of SUMS) said[`${String(month)} ${sum}`] = row[sum];
  for (const sum of SUMS) said[sum] = months.body.totals[sum];
  return said;
}

async function spoils(): Promise<Spoils> {
  const events = await allEvents(instance);
  const all = (...names: string[]): string[] => [
    ...new Set(
      events.flatMap((event) => names.map((name) => event[name]).filter((value) => typeof value === 'string')),
    ),
  ];
  return {
    phones: all('phone', 'caller'),
    emails: [...all('email'), 'somebody@example.com'],
    visitors: all('visitor_id'),
    contacts: [...all('crm_contact_id'), 'contact'],
    ids: all('id', 'visit_id', 'call_id', 'enquiry_id'),
    deals: all('deal_id'),
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const send = (body: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const url = `${instance.url}/v1/collect?key=${site.key}`;
    const sending = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sending.on('error', reject).end(body);
  });

test('10,000 hostile beacons move no authenticated number', async () => {
  const before = await authenticatedNumbers();
  expect((before['sale'] as unknown[]).length).toBeGreaterThan(5);
  expect((before['enquiry'] as unknown[]).length).toBeGreaterThan(50);
  const known = await spoils();
  expect(known.phones.length).toBeGreaterThan(50);

  const statuses = new Map<number, number>();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < BEACONS) {
      const n = next++;
      const body = n % 97 === 0 ? `{"events":[${'['.repeat(n % 5_000)}` : hostileBeacon(n, known);
      const visitor = known.visitors[n % known.visitors.length] ?? '';
      const status = await send(body, {
        origin: 'https://shop.example',
        cookie: `throughline_visitor=${visitor}`,
        'x-forwarded-for': '10.0.0.1',
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 16 }, sender));
  expect([...statuses.keys()].sort()).toEqual([204, 400, 422]);
  expect(statuses.get(204)).toBeGreaterThan(BEACONS / 2);
  await instance.caughtUp();

  expect(await authenticatedNumbers()).toEqual(before);
  // They came: as visits and enquiries of the site, and as nothing else.
  const check = await instance.get(`/v1/sites/${site.id}/check`);
  expect(check.body.visits).toBeGreaterThan(100);
  expect(check.body.enquiries).toBeGreaterThan(100);
  const claims = await instance.get(`/v1/conversions?${PERIOD}&kind=enquiry&limit=10000`);
  const ofSite = claims.body.conversions.filter(({ id }: { id: string }) => id.startsWith(`enquiry:${site.id}/`));
  expect(ofSite.length).toBeGreaterThan(100);
  expect(JSON.stringify(ofSite)).not.toContain('Evil');
});
