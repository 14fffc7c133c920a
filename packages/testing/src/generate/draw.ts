/** Pieces that many stories draw: who is named, where something came from, what it cost. */
import type { DealInput } from '../build/builders.ts';
import type { World } from './world.ts';

export const FROM = [
  undefined,
  'yandex/cpc/brand',
  'google/cpc/12345',
  'vk/cpc/summer',
  'news/email',
  'yandex/organic',
];
export const STATED = ['yandex/cpc/brand', 'google/cpc/12345', 'radio/offline'];

export const drawFrom = (world: World): { from?: string } => {
  const from = world.random.pick(FROM);
  return from === undefined ? {} : { from };
};

type Named = { visitor?: string; phone?: string; email?: string; contact?: string };

/** One identifier of each asked kind, from the pools. */
export function drawNamed(world: World, kinds: readonly (keyof Named)[]): Named {
  const { random } = world;
  const named: Named = {};
  for (const kind of kinds) {
    if (kind === 'visitor') named.visitor = random.pick(world.visitors);
    if (kind === 'phone') named.phone = random.pick(world.phones);
    if (kind === 'email') named.email = random.pick(world.emails);
    if (kind === 'contact') named.contact = random.pick(world.contacts);
  }
  return named;
}

export const someNamed = (world: World): Named =>
  drawNamed(world, world.random.some(['visitor', 'phone', 'email', 'contact'] as const));

/** Two or more kinds. */
export const namedTogether = (world: World): Named =>
  drawNamed(
    world,
    world.random.shuffle(['visitor', 'phone', 'email', 'contact'] as const).slice(0, world.random.pick([2, 2, 3])),
  );

/** Amounts that do not divide well, with zero and one kopeck among them. */
export const AMOUNTS = ['100.00', '0.01', '0.00', '33.33', '99999.97', '10.05', '1234567.89'];
export const amount = (world: World): string => world.random.pick(AMOUNTS);

/** A deal of `amo`, or rarely one of the first party. */
export const aDealId = (world: World): string =>
  world.random.once(6) ? world.fresh('deal') : world.random.pick(world.deals);

/** Key of a deal change of `amo`; every change has its own. */
export const change = (world: World): { id: string; source: string } => ({ id: world.fresh('change'), source: 'amo' });

/** Who handled a deal and where, stated or not, said to be empty or cleared. */
export const drawHandling = (world: World): Pick<DealInput, 'manager' | 'department' | 'pipeline'> => {
  const { random } = world;
  return {
    ...(random.once(3) ? {} : { manager: random.pick(['Olga', 'Ivan', '', null]) }),
    ...(random.once(3) ? {} : { department: random.pick(['Retail', 'Wholesale', null]) }),
    ...(random.once(3) ? {} : { pipeline: random.pick(['Main', 'Repairs', null]) }),
  };
};

/** What was sold: nothing said, one thing or several; things that cost nothing, half a thing, no category. */
export function drawItems(world: World): Pick<DealInput, 'items'> {
  const { random } = world;
  const item = (name: string, category: string | null, quantity: number, price: string) => ({
    ...{ name, category, quantity },
    price: { amount: price, currency: 'RUB' },
  });
  const chair = item('Chair', 'Furniture', 2, '10.00');
  const lamp = item(
    'Lamp',
    random.pick(['Light', null]),
    random.pick([1, 3, 0.5]),
    random.pick(['0.05', '19.99', '0.03']),
  );
  const gift = item('Gift', 'Gifts', 1, '0.00');
  return random.pick([
    {},
    { items: [] },
    { items: [chair] },
    { items: [chair, lamp] },
    { items: [lamp, gift, chair] },
    { items: [gift, gift] },
  ]);
}
