import type { CallFact } from '../fact/fact.ts';
import { compareFacts } from '../fact/order.ts';
import type { NodeId } from '../identity/node.ts';
import type { Origin } from '../origin/origin.ts';

/** A call folded from its phases (attribution.md, section 1). `null` = never stated. */
export interface Call {
  readonly callId: string;
  /** The earliest phase's. */
  readonly at: number;
  /** Event of the earliest phase. */
  readonly eventId: string;
  /** Of the last phase. */
  readonly source: string;
  readonly direction: 'in' | 'out' | null;
  readonly customer: NodeId | null;
  readonly line: string | null;
  readonly answered: boolean | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly manager: string | null;
  readonly visitor: NodeId | null;
  readonly clientIds: readonly NodeId[];
  readonly spam: boolean | null;
  readonly statedOrigin: Origin | null;
  /** Any of its phases is excluded. */
  readonly excluded: boolean;
}

/**
 * Folds the phases of one call: at = the earliest, every other field = the last stated by (at, id). A phase states a
 * field when it is not null (client ids: when it lists any); an excluded phase excludes the call but still tells who
 * called.
 * @param phases winners with one `callId`, at least one, in any order
 */
export function foldCall(phases: readonly CallFact[]): Call {
  const sorted = [...phases].sort(compareFacts);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) throw new Error('A call has at least one phase.');
  const stated = <Field extends keyof CallFact>(field: Field): CallFact[Field] =>
    sorted.findLast((phase) => phase[field] !== null)?.[field] ?? last[field];
  return {
    callId: first.callId,
    at: first.at,
    eventId: first.eventId,
    source: last.source,
    direction: stated('direction'),
    customer: stated('customer'),
    line: stated('line'),
    answered: stated('answered'),
    waitSeconds: stated('waitSeconds'),
    talkSeconds: stated('talkSeconds'),
    manager: stated('manager'),
    visitor: stated('visitor'),
    clientIds: sorted.findLast((phase) => phase.clientIds.length > 0)?.clientIds ?? [],
    spam: stated('spam'),
    statedOrigin: stated('statedOrigin'),
    excluded: sorted.some((phase) => phase.excluded !== ''),
  };
}
