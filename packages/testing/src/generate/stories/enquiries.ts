/** Stories of enquiries, calls and what brought them. */
import type { Event } from '@throughline/events';
import { aCall, aDeal, aMark, anEnquiry, aNumber, aVisit, BOT } from '../../build/builders.ts';
import { origin } from '../../build/envelope.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../reference/order.ts';
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

/** One call as call tracking, telephony and the CRM saw it, in phases, around 120 s apart; now and then it is two. */
export function oneCall(world: World): Event[] {
  const { random } = world;
  const { phone } = drawNamed(world, ['phone']);
  const at = world.instant();
  const apart = (): number => random.pick([0, 1, 60 * SECOND, 120 * SECOND, 120 * SECOND + 1]);
  const [ct, pbx] = [world.fresh('call'), world.fresh('call')];
  const line = random.pick(world.lines);
  const named = phone === undefined ? {} : { phone };
  const calls: Event[] = [
    aCall({
      source: 'ct',
      call: ct,
      phase: 'start',
      at: at + apart(),
      line,
      ...named,
      ...(random.once(3) ? { visitor: random.pick(world.visitors) } : {}),
      statedOrigin: random.once(2) ? origin(random.pick(STATED)) : null,
    }),
    aCall({
      source: 'ct',
      call: ct,
      phase: 'end',
      at: at + apart() + 200 * SECOND,
      answered: true,
      talkSeconds: 31,
      manager: 'Ct',
    }),
    aCall({ source: 'pbx', call: pbx, phase: 'ring', at: at + apart(), line, ...named }),
    aCall({
      source: 'pbx',
      call: pbx,
      phase: 'end',
      at: at + 90 * SECOND,
      answered: random.once(2),
      waitSeconds: 7,
      talkSeconds: 29,
      manager: 'Olga',
    }),
  ];
  const crm = aCall({ source: 'amo', call: world.fresh('call'), at: at + apart(), ...named, manager: 'Crm' });
  const again = aCall({ source: 'pbx', call: world.fresh('call'), at: at + apart(), ...named, answered: false });
  return [...calls, ...(random.once(2) ? [crm] : []), ...(random.once(3) ? [again] : [])];
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

/** Calls to a tracked number at the edges of assignments that overlap, come late or are shortened afterwards. */
export function numbers(world: World): Event[] {
  const { random } = world;
  const number = random.pick(world.lines);
  const from = world.instant();
  const to = from + random.pick([1, HOUR, 30 * DAY]);
  const id = world.fresh('n');
  const told = to + DAY;
  const events: Event[] = [
    aNumber({ id, at: from, number, origin: 'radio/offline/jazz', from, to: random.once(3) ? null : to }),
    aCall({
      source: 'ct',
      call: world.fresh('call'),
      at: from + random.pick([-1, 0, 1]),
      line: number,
      ...drawNamed(world, ['phone']),
    }),
    aCall({
      source: 'ct',
      call: world.fresh('call'),
      at: to + random.pick([-1, 0, 1]),
      line: number,
      ...drawNamed(world, ['phone']),
    }),
    aCall({
      source: 'pbx',
      call: world.fresh('call'),
      at: world.near(from),
      line: number,
      ...drawNamed(world, random.once(4) ? ['phone', 'visitor'] : ['phone']),
    }),
  ];
  // Shortened: the same assignment said again, later; retroactive: one that begins long before it is told.
  if (random.once(2))
    events.push(
      aNumber({ id, at: told, number, origin: 'radio/offline/jazz', from, to: from + random.pick([0, 1, HOUR]) }),
    );
  if (random.once(2))
    events.push(
      aNumber({
        id: world.fresh('n'),
        at: told,
        number,
        origin: 'outdoor/offline',
        from: from - random.pick([0, DAY]),
        to: null,
      }),
    );
  return events;
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
      ? anEnquiry({ id: world.fresh('e'), at, visitor, statedOrigin: origin(stated) })
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

/** A call we made is no enquiry, though it joins; one from a hidden number is an enquiry of nobody. */
export function outboundAndHidden(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const call = world.fresh('call');
  return [
    aCall({ source: 'pbx', call, direction: 'out', at, ...drawNamed(world, ['phone', 'visitor']) }),
    aCall({ source: 'pbx', call: world.fresh('call'), at: world.near(at), line: random.pick(world.lines) }),
    ...(random.once(2)
      ? [
          aDeal({
            ...change(world),
            deal: random.pick(world.deals),
            at: world.near(at),
            status: 'open',
            enquiryId: `pbx/${call}`,
          }),
        ]
      : []),
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
