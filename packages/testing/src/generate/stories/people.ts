/** Stories of who is who: links, withdrawals, hubs, claims. */
import type { Event } from '@throughline/events';
import { aCall, aDeal, anEnquiry, anIdentification, aVisit } from '../../build/builders.ts';
import { DAY } from '../../reference/order.ts';
import { change, drawFrom, drawNamed, namedTogether, someNamed } from '../draw.ts';
import type { World } from '../world.ts';

/** Two people become one by one identification, after both have asked something. */
export function laterLink(world: World): Event[] {
  const { random } = world;
  const named = namedTogether(world);
  return [
    ...Object.entries(named).map(([kind, value]) =>
      anEnquiry({ id: world.fresh('e'), at: world.instant(), [kind]: value }),
    ),
    aVisit({
      visitor: named.visitor ?? random.pick(world.visitors),
      id: world.fresh('visit'),
      at: world.instant(),
      ...drawFrom(world),
    }),
    anIdentification({ id: world.fresh('i'), at: world.instant(), ...named }),
  ];
}

/** A pair is linked, withdrawn, perhaps linked again; by machines and by people, sometimes at one instant. */
export function withdrawal(world: World): Event[] {
  const { random } = world;
  const pair = drawNamed(
    world,
    random.pick([
      ['visitor', 'phone'],
      ['phone', 'email'],
      ['email', 'contact'],
      ['visitor', 'contact'],
    ] as const),
  );
  const start = world.instant();
  const step = random.pick([0, 1, DAY]);
  const words = Array.from({ length: 2 + random.below(4) }, (_, i) =>
    anIdentification({
      id: world.fresh('i'),
      at: start + step * i,
      ...pair,
      ...(random.once(3) ? drawNamed(world, ['contact']) : {}),
      withdraw: i === 1 || random.once(3),
      manual: random.once(2),
      ...(random.once(6) ? { source: 'site' } : {}),
    }),
  );
  const edge = random.once(2) ? [anEnquiry({ id: world.fresh('e'), at: world.near(start), ...pair })] : [];
  const seen = [
    aVisit({
      id: world.fresh('visit'),
      visitor: pair.visitor ?? random.pick(world.visitors),
      at: world.near(start),
      ...drawFrom(world),
    }),
  ];
  const asker = drawNamed(world, ['phone', 'email']);
  return [...words, ...edge, ...seen, anEnquiry({ id: world.fresh('e'), at: start, ...asker })];
}

/**
 * One identifier is seen with as many others as the limit allows, one fewer or one more; then perhaps a pair is withdrawn,
 * which takes it back below. Limits are those of TEST_RUN: 3 others of one kind, 5 visitors.
 */
export function hubCrossing(world: World): Event[] {
  const { random } = world;
  const kind = random.pick(['phone', 'email', 'contact', 'visitor'] as const);
  const hub = drawNamed(world, [kind]);
  const start = world.instant();
  const byVisitors = kind !== 'visitor' && random.once(2);
  const limit = byVisitors ? 5 : 3;
  const others = Array.from({ length: limit + random.pick([0, 1, 1, 2]) - (random.once(4) ? 1 : 0) }, (_, i) => {
    const own = world.fresh('h');
    if (byVisitors) return { visitor: random.once(2) ? (world.visitors[i] ?? own) : own };
    if (kind !== 'phone')
      return { phone: random.once(2) ? (world.phones[i] ?? `+7925${1_000_000 + i}`) : `+7925${1_000_000 + i}` };
    return { email: random.once(2) ? (world.emails[i] ?? `${own}@mail.example`) : `${own}@mail.example` };
  });
  const links = others.map((other, i) => {
    const at = start + i * DAY;
    if (random.once(3)) return anEnquiry({ id: world.fresh('e'), at, ...hub, ...other });
    if (random.once(4))
      return aDeal({
        ...change(world),
        deal: `amo/${world.fresh('hd')}`,
        status: 'won',
        amount: '70.00',
        at,
        ...hub,
        ...other,
      });
    return anIdentification({ id: world.fresh('i'), at, ...hub, ...other });
  });
  const takenBack = random.once(2)
    ? [
        anIdentification({
          id: world.fresh('i'),
          at: start + 400 * DAY,
          ...hub,
          ...random.pick(others),
          withdraw: true,
        }),
      ]
    : [];
  return [
    ...links,
    ...takenBack,
    aVisit({
      id: world.fresh('visit'),
      visitor: hub.visitor ?? random.pick(world.visitors),
      at: world.near(start),
      ...drawFrom(world),
    }),
    anEnquiry({ id: world.fresh('e'), at: world.near(start), ...hub }),
    ...(kind === 'phone' ? [aCall({ source: 'ct', call: world.fresh('call'), at: world.near(start), ...hub })] : []),
  ];
}

/** What the public collector says: enquiries and identifications that join nobody, and a deal that names one of them. */
export function claims(world: World): Event[] {
  const { random } = world;
  const visitor = random.pick(world.visitors);
  const start = world.instant();
  const enquiry = world.fresh('claim');
  return [
    aVisit({ source: 'site', id: world.fresh('visit'), visitor, at: world.near(start), ...drawFrom(world) }),
    anEnquiry({
      source: 'site',
      id: enquiry,
      at: start,
      visitor,
      ...(random.once(3) ? {} : drawNamed(world, random.some(['phone', 'email'] as const))),
    }),
    anIdentification({
      source: 'site',
      id: world.fresh('i'),
      at: world.near(start),
      visitor,
      ...drawNamed(world, ['email']),
      withdraw: random.once(5),
    }),
    ...(random.once(2)
      ? [anIdentification({ source: 'site', id: world.fresh('i'), at: start, visitor, ...drawNamed(world, ['phone']) })]
      : []),
    ...(random.once(2)
      ? [
          aDeal({
            ...change(world),
            deal: random.pick(world.deals),
            at: world.near(start),
            status: 'won',
            amount: '55.50',
            enquiryId: enquiry,
            ...drawNamed(world, ['contact']),
          }),
        ]
      : []),
    ...(random.once(3)
      ? [anIdentification({ id: world.fresh('i'), at: world.near(start), visitor, ...drawNamed(world, ['phone']) })]
      : []),
  ];
}

/** Ids of other systems link a call, an enquiry and a deal. */
export function clientIds(world: World): Event[] {
  const ids = { ym_uid: world.random.pick(['100', '200']) };
  const start = world.instant();
  return [
    anEnquiry({ id: world.fresh('e'), at: start, ...someNamed(world), clientIds: ids }),
    aCall({
      source: 'ct',
      call: world.fresh('call'),
      at: world.near(start),
      clientIds: ids,
      ...drawNamed(world, ['phone']),
    }),
    aDeal({
      ...change(world),
      deal: world.random.pick(world.deals),
      at: world.near(start),
      status: 'open',
      clientIds: ids,
    }),
  ];
}
