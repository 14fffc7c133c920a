/** Stories of contents: the same id said again, otherwise. */
import type { Event } from '@throughline/events';
import { aCall, aDeal, anEnquiry, anIdentification, aVisit } from '../../build/builders.ts';
import { at as instantOf } from '../../build/envelope.ts';
import { DAY } from '../../reference/order.ts';
import { amount, change, drawFrom, drawNamed, namedTogether, someNamed } from '../draw.ts';
import type { World } from '../world.ts';

/** Several contents of one id: the later one wins; of one instant the hash decides. Whoever it named before is left. */
export function replacedContent(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const later = (): number => at + random.pick([0, 0, 1, DAY]);
  const times = 2 + random.below(2);
  const again = <E>(build: () => E): E[] => Array.from({ length: times }, build);
  const id = world.fresh('same');
  const deal = change(world);
  return random.pick<() => Event[]>([
    () => again(() => anEnquiry({ id, at: later(), ...someNamed(world), spam: random.pick([null, false, true]) })),
    () => again(() => aVisit({ id, visitor: random.pick(world.visitors), at: later(), ...drawFrom(world) })),
    () => again(() => anIdentification({ id, at: later(), ...namedTogether(world), withdraw: random.once(4) })),
    () =>
      again(() =>
        aDeal({
          ...deal,
          deal: random.pick(world.deals),
          at: later(),
          status: random.pick(['won', 'open', 'lost']),
          amount: amount(world),
          ...someNamed(world),
        }),
      ),
    () =>
      again(() =>
        aCall({ source: 'ct', call: id, at: later(), line: random.pick(world.lines), ...drawNamed(world, ['phone']) }),
      ),
  ])();
}

/** A visit, an enquiry or a sale stands at midnight of some zone, and is said again on the other side of it. */
export function dayMove(world: World): Event[] {
  const { random } = world;
  const midnight = random.pick([
    instantOf('2026-08-01 00:00'),
    instantOf('2026-08-15 00:00'),
    instantOf('2026-08-31T22:00:00Z'),
    instantOf('2026-08-16T04:00:00Z'),
  ]);
  const [visitor, visit, enquiry, won] = [
    random.pick(world.visitors),
    world.fresh('visit'),
    world.fresh('e'),
    change(world),
  ];
  const deal = random.pick(world.deals);
  const from = drawFrom(world);
  return [midnight - 1, midnight].flatMap((at): Event[] => [
    aVisit({ id: visit, visitor, at, ...from }),
    ...(random.once(2) ? [anEnquiry({ id: enquiry, at, visitor })] : []),
    ...(random.once(2) ? [aDeal({ ...won, deal, at, status: 'won', amount: '19.99', visitor })] : []),
  ]);
}

/**
 * Webhooks translated again by a newer translator: a higher generation wins whatever its time; what it no longer yields is
 * retracted; what it retracted, a still newer one may yield again.
 */
export function retranslated(world: World): Event[] {
  const { random } = world;
  const at = world.instant();
  const revisions = [1, 2, 3].slice(0, 2 + random.below(2));
  const ct = world.fresh('call');
  const amo = change(world);
  const deal = random.pick(world.deals);
  const named = someNamed(world);
  const { phone } = drawNamed(world, ['phone']);
  return revisions.flatMap((revision): Event[] => {
    const generation = 2 ** 20 + revision;
    const retracted = revision > 1 && random.once(2);
    const kept = random.once(2);
    return [
      aCall({
        source: 'ct',
        call: ct,
        at: at - (kept ? 0 : revision),
        generation,
        retracted,
        line: random.pick(world.lines),
        ...(phone === undefined || random.once(4) ? {} : { phone }),
      }),
      aDeal({
        ...amo,
        deal,
        at: kept ? at : world.near(at),
        generation,
        retracted,
        status: 'won',
        amount: kept ? '45.67' : amount(world),
        ...(kept ? named : someNamed(world)),
      }),
    ];
  });
}
