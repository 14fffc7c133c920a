/** Pieces that many stories draw: who is named, where something came from, what it cost. */
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
