/** Stories of deals and sales. */
import type { Event } from '@throughline/events';
import { aDeal, anEnquiry, aRefund, aVisit } from '../../build/builders.ts';
import type { DealInput } from '../../build/builders.ts';
import { DAY, HOUR } from '../../reference/order.ts';
import { aDealId, amount, change, drawFrom, drawHandling, drawItems, drawNamed, someNamed } from '../draw.ts';
import type { World } from '../world.ts';

/** From the first visit to the money. */
export function plainSale(world: World): Event[] {
  const { random } = world;
  const named = someNamed(world);
  const at = world.instant();
  const deal = aDealId(world);
  const enquiry = world.fresh('e');
  const visitor = named.visitor ?? random.pick(world.visitors);
  return [
    ...Array.from({ length: 1 + random.below(4) }, (_, i) =>
      aVisit({ id: world.fresh('visit'), visitor, at: at - i * DAY, ...drawFrom(world) }),
    ),
    anEnquiry({ id: enquiry, at, ...named, visitor }),
    aDeal({
      ...change(world),
      deal,
      at: world.near(at),
      status: 'open',
      stage: 'new',
      ...named,
      ...(random.once(2) ? { enquiryId: enquiry } : {}),
    }),
    aDeal({
      ...change(world),
      deal,
      at: at + 3 * DAY,
      status: 'won',
      amount: amount(world),
      ...(random.once(2) ? { costOfGoods: amount(world) } : {}),
      ...drawHandling(world),
      ...drawItems(world),
    }),
  ];
}

/** A deal without an enquiry of its own; an enquiry at most an hour after its creation, or the lead window before it. */
export function impliedEnquiry(world: World): Event[] {
  const { random } = world;
  const { contact } = drawNamed(world, ['contact']);
  const at = world.instant();
  const asked = at + random.pick([HOUR, HOUR + 1, 1, 0, -30 * DAY, -30 * DAY - 1]);
  const named = contact === undefined ? {} : { contact };
  return [
    aDeal({
      ...change(world),
      deal: aDealId(world),
      at: at + DAY,
      createdAt: at,
      status: random.pick(['won', 'open']),
      amount: amount(world),
      ...drawHandling(world),
      ...named,
    }),
    ...(random.once(2) ? [anEnquiry({ id: world.fresh('e'), at: asked, ...named })] : []),
  ];
}

/** Won, lost, won again: the sale moves; a withdrawn sale is none; refunds count at or after the sale they belong to. */
export function reWon(world: World): Event[] {
  const { random } = world;
  const deal = aDealId(world);
  const at = world.instant();
  const step = random.pick([0, 1, HOUR, DAY]);
  const named = someNamed(world);
  const turns: DealInput['status'][] = random.pick([
    ['won', 'lost', 'won'],
    ['won', 'won', 'open'],
    ['won', null, 'won'],
    ['won', 'lost'],
    ['open', 'won', 'won'],
  ]);
  return [
    ...turns.map((status, i) =>
      aDeal({
        ...change(world),
        deal,
        at: at + i * step,
        ...(status === undefined ? {} : { status }),
        amount: amount(world),
        ...named,
        ...drawHandling(world),
        ...(status === 'lost' ? { reason: 'price' } : {}),
      }),
    ),
    ...[-1, 0, 1].map((shift) =>
      aRefund({ source: 'amo', id: world.fresh('r'), deal, at: at + 2 * step + shift, amount: amount(world) }),
    ),
  ];
}

/** A deal is deleted, restored perhaps; who is who stays. */
export function deletedDeal(world: World): Event[] {
  const { random } = world;
  const deal = aDealId(world);
  const at = world.instant();
  return [
    aDeal({ ...change(world), deal, at, status: 'won', amount: amount(world), ...someNamed(world) }),
    aDeal({ ...change(world), deal, at: at + random.pick([0, 1, DAY]), deleted: true }),
    ...(random.once(3)
      ? [aDeal({ ...change(world), deal, at: at + 2 * DAY, deleted: random.pick([false, null]) })]
      : []),
  ];
}

/** Deals merge: in a chain, in a circle, into one nobody knows, and apart again. */
export function mergedDeals(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const ids = random.shuffle(world.deals).slice(0, 3);
  const unknown = random.once(5) ? [`amo/${world.fresh('never')}`] : [];
  const circle = random.once(3);
  const events = ids.flatMap((deal, i): Event[] => {
    const into = [...ids, ...unknown][i + 1] ?? (circle ? ids[0] : undefined);
    return [
      aDeal({
        ...change(world),
        deal,
        at: at + i,
        status: random.pick(['open', 'won']),
        amount: amount(world),
        stage: `stage ${i}`,
        ...someNamed(world),
      }),
      ...(into === undefined
        ? []
        : [
            aDeal({
              ...change(world),
              deal,
              at: at + DAY + random.pick([0, i]),
              mergedInto: into,
              ...(random.once(2) ? { deleted: true } : {}),
            }),
          ]),
      ...(random.once(3)
        ? [aRefund({ source: 'amo', id: world.fresh('r'), deal, at: at + 2 * DAY, amount: '7.77' })]
        : []),
    ];
  });
  const apart =
    random.once(4) && ids[0] !== undefined
      ? [aDeal({ ...change(world), deal: ids[0], at: at + 3 * DAY, mergedInto: null })]
      : [];
  return [...events, ...apart];
}
