import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { throughline } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/**
 * From the door to the report: a fact said again under its id with another day, visitor and phone is counted once, on
 * the new day, for the new person, and leaves nothing with the old one; in either order of arrival, in one portion or in
 * two, and after a rebuild. And amounts near the greatest the door takes come out exact to the kopeck.
 */
const directory = temporaryDirectory('moved-facts');
let instance: Instance;

beforeAll(async () => {
  instance = await startInstance(directory.path);
});
afterAll(async () => {
  await instance.stop('SIGKILL');
  directory.remove();
});

type Said = Readonly<Record<string, unknown>>;
const ANCHOR_DAY = '2026-08-01';
const DAYS = { old: '2026-08-03', new: '2026-08-20' } as const;
const LATER_DAY = '2026-08-25';
/** By the fact it is for; a person asks once, so nobody's second enquiry stands in the way of a lead. */
const MOVED = ['visit', 'enquiry', 'call'] as const;
type Moved = (typeof MOVED)[number];
type When = keyof typeof DAYS;
const at = (day: string): string => `${day}T09:00:00Z`;
const visitorOf = (name: string, moved: Moved, when: When): string => `${name}-${moved}-${when}`;
const sourceOf = visitorOf;

/** Of one fact in one case only. */
const phoneOf = (number: number, moved: Moved, when: When): string =>
  `+7916${number}${MOVED.indexOf(moved)}${when === 'old' ? 0 : 1}1234`;

interface Case {
  readonly name: string;
  readonly number: number;
  readonly order: readonly [When, When];
  /** Whether what came first has reached the reports when the second comes. */
  readonly apart: boolean;
}
const CASES: readonly Case[] = [
  { name: 'inorder', number: 1, order: ['old', 'new'], apart: true },
  { name: 'late', number: 2, order: ['new', 'old'], apart: true },
  { name: 'inorderatonce', number: 3, order: ['old', 'new'], apart: false },
  { name: 'lateatonce', number: 4, order: ['new', 'old'], apart: false },
];

/** One content of the three facts. */
function contents({ name, number }: Case, when: When): Said[] {
  const named = (moved: Moved) => ({
    id: `${name}-${moved}`,
    at: at(DAYS[when]),
    visitor_id: visitorOf(name, moved, when),
  });
  return [
    { type: 'visit', ...named('visit'), url: landing(sourceOf(name, 'visit', when)) },
    { type: 'enquiry', kind: 'form', ...named('enquiry'), phone: phoneOf(number, 'enquiry', when) },
    {
      ...{ type: 'call', call_id: `${name}-call`, direction: 'in', callee: '+74951234567', answered: true },
      ...named('call'),
      caller: phoneOf(number, 'call', when),
    },
  ];
}
const landing = (source: string): string => `https://shop.example/?utm_source=${source}&utm_medium=cpc`;

/** Each visitor has come once, from a source of its own: a source of an enquiry says whose enquiry it is. */
const anchors = ({ name }: Case): Said[] =>
  (['enquiry', 'call'] as const).flatMap((moved) =>
    (['old', 'new'] as const).map((when) => ({
      ...{ type: 'visit', id: `${visitorOf(name, moved, when)}-anchor`, at: at(ANCHOR_DAY) },
      ...{ visitor_id: visitorOf(name, moved, when), url: landing(sourceOf(name, moved, when)) },
    })),
  );

/** Whoever a content named before is left: the phone alone, later, has no visit any more, and the enquiry is its first. */
const afterwards = ({ name, number }: Case): Said[] =>
  (['enquiry', 'call'] as const).map((moved) => ({
    ...{ type: 'enquiry', kind: 'callback', id: `${name}-${moved}-afterwards`, at: at(LATER_DAY) },
    phone: phoneOf(number, moved, 'old'),
  }));

async function send(events: readonly Said[]): Promise<void> {
  const { status, body } = await instance.post('/v1/events', { events });
  expect({ status, body }).toMatchObject({ status: 202, body: { accepted: events.length, rejected: [] } });
}
async function report(query: string): Promise<{ rows: Record<string, unknown>[]; totals: Record<string, unknown> }> {
  const { status, body } = await instance.get(`/v1/reports/roi?from=2026-01-01&to=2026-12-31&${query}`);
  expect(status).toBe(200);
  return body;
}
const counted = ({ day, source, visits, enquiries, leads }: Record<string, unknown>): Said => ({
  ...{ day, source, visits, enquiries, leads },
});

/** The whole report, by day and source: no row but these, so nothing is left on an old day or with an old person. */
function expected(cases: readonly Case[]): Said[] {
  const rows = cases.flatMap(({ name }) => [
    ...(['enquiry', 'call'] as const).flatMap((moved) => [
      counted({ day: ANCHOR_DAY, source: sourceOf(name, moved, 'old'), visits: 1, enquiries: 0, leads: 0 }),
      counted({ day: ANCHOR_DAY, source: sourceOf(name, moved, 'new'), visits: 1, enquiries: 0, leads: 0 }),
      counted({ day: DAYS.new, source: sourceOf(name, moved, 'new'), visits: 0, enquiries: 1, leads: 1 }),
    ]),
    counted({ day: DAYS.new, source: sourceOf(name, 'visit', 'new'), visits: 1, enquiries: 0, leads: 0 }),
  ]);
  const alone = 2 * cases.length;
  return [
    ...rows,
    counted({ day: LATER_DAY, source: '(not attributed)', visits: 0, enquiries: alone, leads: alone }),
  ].sort(byDayAndSource);
}
const byDayAndSource = (a: Said, b: Said): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

test('a visit, an enquiry and a call whose day, visitor and phone moved are counted once, where they moved to', async () => {
  for (const one of CASES) {
    await send([...anchors(one), ...contents(one, one.order[0])]);
    if (one.apart) {
      await instance.caughtUp();
      const first = (await report('by=day,source')).rows.filter(
        ({ source }) => source === sourceOf(one.name, 'call', one.order[0]),
      );
      expect(first.map(counted)).toContainEqual(
        counted({
          day: DAYS[one.order[0]],
          source: sourceOf(one.name, 'call', one.order[0]),
          visits: 0,
          enquiries: 1,
          leads: 1,
        }),
      );
    }
    await send(contents(one, one.order[1]));
    await send(afterwards(one));
  }
  await instance.caughtUp();
  const before = await report('by=day,source');
  expect(before.rows.map(counted).sort(byDayAndSource)).toEqual(expected(CASES));
  expect(before.totals).toMatchObject({ visits: 5 * CASES.length, enquiries: 4 * CASES.length });

  const { code } = await throughline(['rebuild'], { settings: { DATA_DIR: directory.path, ADMIN_KEY } });
  expect(code).toBe(0);
  await instance.caughtUp();
  const after = await report('by=day,source');
  expect({ rows: after.rows, totals: after.totals }).toEqual({ rows: before.rows, totals: before.totals });
});

test('money near 10^15 minor units is split and summed exactly to the kopeck', async () => {
  const visits = ['one', 'two', 'three'].map((source, day) => ({
    ...{ type: 'visit', id: `rich-${source}`, at: at(`2026-07-0${day + 1}`), visitor_id: 'rich' },
    url: landing(`rich-${source}`),
  }));
  const deal = (id: string, amount: string, goods: string): Said => ({
    ...{ type: 'deal', id, deal_id: id, at: at('2026-07-05'), status: 'won', visitor_id: 'rich' },
    ...{ amount, cost_of_goods: goods, currency: 'RUB' },
  });
  await send([
    ...visits,
    deal('rich-1', '9999999999999.99', '0.01'),
    deal('rich-2', '9999999999999.98', '9999999999999.97'),
  ]);
  const cost = { date: '2026-07-02', source: 'rich-one', medium: 'cpc', cost: '9999999999999.99', currency: 'RUB' };
  expect((await instance.post('/v1/costs', { rows: [cost] })).status).toBe(202);
  await instance.caughtUp();
  const { rows, totals } = await report('by=source&model=linear&filter=source:c:rich-');
  const money = rows.map(({ source, revenue, cost_of_goods, profit }) => [source, revenue, cost_of_goods, profit]);
  // Shares 333333334, 333333333 and 333333333 billionths of each amount, kopecks left over by the largest remainder:
  // 10^15 - 1: ..39999.99 + ..30000.00 + ..30000.00;  10^15 - 2: ..39999.99 + ..30000.00 + ..29999.99
  // 10^15 - 3: ..39999.99 + ..29999.99 + ..29999.99;  1: to the earliest
  expect(money.sort()).toEqual([
    ['rich-one', '6666666679999.98', '3333333340000.00', '-6666666660000.01'],
    ['rich-three', '6666666659999.99', '3333333329999.99', null],
    ['rich-two', '6666666660000.00', '3333333329999.99', null],
  ]);
  expect(totals).toMatchObject({
    ...{ revenue: '19999999999999.97', cost_of_goods: '9999999999999.98', cost: '9999999999999.99', profit: '0.00' },
  });
});
