/** Stories of calls and the numbers they come to. */
import type { Event } from '@throughline/events';
import { aCall, aDeal, aNumber } from '../../build/builders.ts';
import { origin } from '../../build/envelope.ts';
import { DAY, HOUR, SECOND } from '../../reference/order.ts';
import { change, drawNamed, STATED } from '../draw.ts';
import type { World } from '../world.ts';

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
  return [
    ...calls,
    ...(random.once(2) ? [crm] : []),
    ...(random.once(3) ? [again] : []),
    ...(random.once(3) ? [correction(world, ct, at + HOUR)] : []),
  ];
}

/** A late phase that takes the call from whom the earlier ones named: another customer, or nobody and no enquiry. */
function correction(world: World, call: string, at: number): Event {
  const told = world.random.once(2) ? drawNamed(world, ['phone']) : ({ direction: 'out' } as const);
  return aCall({ source: 'ct', call, phase: 'corrected', at, ...told });
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
