/** Stories of enquiries, visits and what brought them. */
import type { Event } from '@throughline/events';
import { aCall, aDeal, aMark, anEnquiry, aVisit, BOT } from '../../build/builders.ts';
import { origin } from '../../build/envelope.ts';
import { DAY, MINUTE, SECOND } from '../../reference/order.ts';
import { change, drawFrom, drawNamed, someNamed, STATED } from '../draw.ts';
import type { World } from '../world.ts';

/** A few visits around an enquiry, at the edges of its window. */
export function visitsAtEdges(world: World): Event[] {
  const { random } = world;
  const visitor = random.pick(world.visitors);
  const at = world.instant();
  const edges = [
    at - 90 * DAY - 1,
    at - 90 * DAY,
    at - 90 * DAY + 1,
    at,
    at + 120 * SECOND,
    at + 120 * SECOND + 1,
    at - DAY,
  ];
  return [
    ...random.some(edges).map((edge) => aVisit({ id: world.fresh('visit'), visitor, at: edge, ...drawFrom(world) })),
    anEnquiry({ id: world.fresh('e'), at, visitor, ...(random.once(2) ? drawNamed(world, ['phone']) : {}) }),
  ];
}

/** The earlier of two enquiries arrives last, and what was a lead is none; exactly 30 days does not block. */
export function lateEnquiry(world: World): Event[] {
  const { random } = world;
  const named = drawNamed(world, [random.pick(['phone', 'email', 'visitor', 'contact'] as const)]);
  const at = world.instant();
  const before = random.pick([30 * DAY, 30 * DAY - 1, 30 * DAY + 1, DAY, 0]);
  return [
    anEnquiry({ id: world.fresh('e'), at, ...named }),
    anEnquiry({ id: world.fresh('e'), at: at - before, receivedAt: at + 5 * DAY, ...named }),
  ];
}

/** One order form, seen by the site and by the CRM within 10 minutes or just after. */
export function oneForm(world: World): Event[] {
  const { random } = world;
  const named = drawNamed(world, random.some(['phone', 'email'] as const));
  const at = world.instant();
  const apart = (): number => random.pick([0, MINUTE, 10 * MINUTE, 10 * MINUTE + 1]);
  return [
    anEnquiry({
      source: random.pick(['site', 'api']),
      id: world.fresh('e'),
      at: at + apart(),
      ...named,
      visitor: random.pick(world.visitors),
    }),
    anEnquiry({ source: 'amo', id: world.fresh('e'), at: at + apart(), ...named, kind: 'order', manager: 'Crm' }),
    ...(random.once(3)
      ? [
          anEnquiry({
            source: 'ct',
            id: world.fresh('e'),
            at: at + apart(),
            ...drawNamed(world, ['phone', 'email']),
            kind: 'callback',
          }),
        ]
      : []),
  ];
}

/** A stated origin, with a visit of the same source and medium at the edge of the 30 minutes before it. */
export function statedOrigins(world: World): Event[] {
  const { random } = world;
  const visitor = random.pick(world.visitors);
  const at = world.instant();
  const stated = random.pick(STATED);
  const [source, medium] = stated.split('/');
  return [
    aVisit({
      id: world.fresh('visit'),
      visitor,
      at: at - random.pick([-1, 0, 1, 30 * MINUTE, 30 * MINUTE + 1]),
      from: `${source}/${medium}/other`,
    }),
    random.once(2)
      ? anEnquiry({
          id: world.fresh('e'),
          at,
          visitor,
          manager: random.pick(['Olga', null]),
          statedOrigin: origin(stated, { adGroup: random.pick(['offers', null]) }),
        })
      : aCall({
          source: 'ct',
          call: world.fresh('call'),
          at,
          visitor,
          line: random.pick(world.lines),
          ...drawNamed(world, ['phone']),
          statedOrigin: origin(stated),
        }),
    ...(random.once(2)
      ? [
          aDeal({
            ...change(world),
            deal: random.pick(world.deals),
            at: world.near(at),
            status: 'won',
            amount: '12.34',
            statedOrigin: origin('radio/offline'),
            ...(random.once(2) ? drawNamed(world, ['contact']) : {}),
          }),
        ]
      : []),
  ];
}

/** Spam and not spam again, said later or at one instant, of forms and calls. */
export function marks(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const [form, call] = [world.fresh('e'), world.fresh('call')];
  const enquiry = random.once(2) ? form : `ct/${call}`;
  return [
    anEnquiry({ id: form, at, ...someNamed(world), spam: random.pick([null, true, false]) }),
    aCall({
      source: 'ct',
      call,
      at: world.near(at),
      ...drawNamed(world, ['phone']),
      line: random.pick(world.lines),
      spam: random.pick([null, true]),
    }),
    ...Array.from({ length: 1 + random.below(3) }, () =>
      aMark({
        id: world.fresh('mark'),
        at: at + random.pick([0, 0, 1, DAY]),
        enquiry,
        ...(random.once(5) ? { quality: 'good' } : { spam: random.once(2) }),
      }),
    ),
  ];
}

/** Bots and provider's test messages: kept, joined, never counted. */
export function excluded(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  return [
    aVisit({
      id: world.fresh('visit'),
      visitor: random.pick(world.visitors),
      at,
      userAgent: random.pick([BOT, null]),
      ...drawFrom(world),
    }),
    aCall({ source: 'ct', call: world.fresh('call'), at, test: true, ...drawNamed(world, ['phone']) }),
    ...(random.once(2)
      ? [
          aDeal({
            ...change(world),
            deal: random.pick(world.deals),
            at,
            status: 'won',
            amount: '1.00',
            test: true,
            ...someNamed(world),
          }),
        ]
      : []),
  ];
}

/** Several things at one instant: only ids order them. */
export function sameInstant(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const visitor = random.pick(world.visitors);
  return [
    ...Array.from({ length: 2 + random.below(3) }, () =>
      aVisit({ id: world.fresh('visit'), visitor, at, ...drawFrom(world) }),
    ),
    anEnquiry({ id: world.fresh('e'), at, visitor }),
    anEnquiry({ id: world.fresh('ä'), at, visitor }),
    aDeal({ ...change(world), deal: world.fresh('deal'), at, status: 'won', amount: '3.33', visitor }),
  ];
}

/** Several events share one visit; the earliest is the visit, and it may come last, of another visitor, or be a bot's. */
export function sharedVisitId(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const visitId = world.fresh('shared');
  return Array.from({ length: 2 + random.below(2) }, () =>
    aVisit({
      visitId,
      id: world.fresh('visit'),
      visitor: random.pick(world.visitors),
      at: at + random.pick([0, 0, 1, DAY]),
      userAgent: random.once(5) ? BOT : null,
      ...drawFrom(world),
    }),
  );
}
