/** Stories of refunds, other currencies and ad costs. */
import type { Event } from '@throughline/events';
import { aCost, aDeal, aRefund } from '../../build/builders.ts';
import { at as instantOf } from '../../build/envelope.ts';
import { DAY } from '../../reference/order.ts';
import { aDealId, amount, change, drawItems, someNamed } from '../draw.ts';
import type { World } from '../world.ts';

/** Refunds on days of their own, above the amount too, and one of a deal nobody has told of. */
export function refunds(world: World): Event[] {
  const { random } = world;
  const deal = aDealId(world);
  const at = world.instant();
  return [
    aDeal({
      ...change(world),
      deal,
      at,
      status: 'won',
      amount: '100.00',
      costOfGoods: random.pick(['60.00', null]),
      ...drawItems(world),
      ...someNamed(world),
    }),
    ...Array.from({ length: 1 + random.below(3) }, () =>
      aRefund({ id: world.fresh('r'), deal, at: world.near(at), amount: amount(world) }),
    ),
    ...(random.once(3) ? [aRefund({ id: world.fresh('r'), deal: world.fresh('unknown'), at, amount: '5.00' })] : []),
  ];
}

/** Amounts in another currency, on days with a rate and on days without one. */
export function foreignCurrency(world: World): Event[] {
  const { random } = world;
  const deal = aDealId(world);
  const at = random.once(2)
    ? world.instant()
    : instantOf(random.pick(['2026-08-01 00:00', '2026-08-15 23:59', '2026-08-31 12:00']));
  return [
    aDeal({
      ...change(world),
      deal,
      at,
      status: 'won',
      amount: { amount: random.pick(['10.00', '0.05', '0.01']), currency: 'USD' },
      costOfGoods: { amount: '1.23', currency: 'USD' },
      ...someNamed(world),
    }),
    aRefund({ id: world.fresh('r'), deal, at: world.near(at), amount: '0.07', currency: 'USD' }),
  ];
}

/** Costs of a few days, told again with other numbers; a campaign known by its id, one named anew; no clicks from vk. */
export function costs(world: World): Event[] {
  const { random } = world;
  const day = random.pick(['2026-07-31', '2026-08-01', '2026-08-15', '2026-08-16', '2026-08-31', '2026-10-25']);
  const told = instantOf(`${day} 09:00`) + DAY;
  const key = random.pick([
    { adSource: 'yandex', campaign: 'brand' },
    { adSource: 'google', campaign: random.pick(['search summer', 'search autumn']), campaignId: '12345' },
    {
      adSource: 'vk',
      campaign: 'summer',
      keyword: random.pick(['chairs', '(not set)']),
      adGroup: random.pick(['offers', '(not set)']),
    },
  ]);
  return Array.from({ length: 1 + random.below(3) }, (_, i) =>
    aCost({
      ...key,
      date: day,
      id: world.fresh('cost'),
      reportedAt: told + i * random.pick([1, DAY]),
      cost: amount(world),
      ...(key.adSource === 'vk' ? {} : { clicks: random.below(50), impressions: 1000 + i }),
    }),
  );
}
