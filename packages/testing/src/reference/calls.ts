import type { CallFact, Fact } from '@throughline/domain';
import { byTimeThenId, groupBy } from './order.ts';

/** A call folded from its phases. `eventId` is that of the earliest phase. */
export type FoldedCall = Omit<CallFact, 'contentHash' | 'knownAt' | 'generation' | 'retracted' | 'claim' | 'type'>;

/**
 * Section 1, call: "a phone call, folded from its phases by `call_id`: at = the earliest, every other field = the last
 * stated value." Excluded when any phase is (reading R3).
 */
export function foldCalls(facts: readonly Fact[]): FoldedCall[] {
  const phases = facts.filter((fact) => fact.type === 'call');
  return [...groupBy(phases, (phase) => phase.callId).values()].map(foldCall);
}

function foldCall(unordered: readonly CallFact[]): FoldedCall {
  const phases = [...unordered].sort(byTimeThenId);
  const lastStated = <F extends keyof CallFact>(field: F): CallFact[F] | null =>
    phases.map((phase) => phase[field]).findLast((value) => value !== null) ?? null;
  const [first] = phases;
  if (first === undefined) throw new Error('a call without phases');
  return {
    eventId: first.eventId,
    id: first.callId,
    callId: first.callId,
    source: lastStated('source') ?? first.source,
    at: first.at,
    excluded: phases.find((phase) => phase.excluded !== '')?.excluded ?? '',
    direction: lastStated('direction'),
    customer: lastStated('customer'),
    line: lastStated('line'),
    answered: lastStated('answered'),
    waitSeconds: lastStated('waitSeconds'),
    talkSeconds: lastStated('talkSeconds'),
    manager: lastStated('manager'),
    visitor: lastStated('visitor'),
    clientIds: phases.findLast((phase) => phase.clientIds.length > 0)?.clientIds ?? [],
    spam: lastStated('spam'),
    statedOrigin: lastStated('statedOrigin'),
  };
}
