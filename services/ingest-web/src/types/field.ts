import type { EventType } from '@throughline/events';
import type { Kind } from '../kinds/kind.ts';

/**
 * One member of an event as it is sent.
 * - `required`: absence rejects the event; `optional`: absent and null both mean absent;
 *   `stated`: absent, null (cleared) and a value are three things (attribution.md, Deal fold).
 */
export interface Field {
  readonly name: string;
  readonly need: 'required' | 'optional' | 'stated';
  readonly kind: Kind;
  readonly doc: string;
  /** Member of the event, or of its personal sub-record; null = only read for others (currency, caller). */
  readonly to: string | null;
  readonly personal?: true;
  /** What stands for an absent optional member; null unless told. */
  readonly absent?: Absent;
}

/** Substitutes for absent members: the event's id, false, no ids, `cpc`, `(not set)`, no text, the received time. */
export type Absent = 'id' | 'false' | 'no_ids' | 'cpc' | 'not_set' | 'no_text' | 'received';

/** Everything the door knows about one type of event: reading, showing and documenting all follow it. */
export interface EventFields {
  readonly type: EventType;
  readonly doc: string;
  /** Read in this order: a currency stands before its amounts. */
  readonly fields: readonly Field[];
  /** Members of the event that no field states, with what they are. */
  readonly fixed?: Readonly<Record<string, boolean | null>>;
  /** The event has the personal sub-record. */
  readonly personal?: true;
  /** At least `count` of these members must be there. */
  readonly atLeast?: { readonly count: number; readonly of: readonly string[] };
}

type Make = (name: string, to: string | null, kind: Kind, doc: string) => Field;
export const required: Make = (name, to, kind, doc) => ({ name, to, kind, doc, need: 'required' });
export const stated: Make = (name, to, kind, doc) => ({ name, to, kind, doc, need: 'stated' });
export const optional = (name: string, to: string | null, kind: Kind, doc: string, absent?: Absent): Field => ({
  name,
  to,
  kind,
  doc,
  need: 'optional',
  ...(absent === undefined ? {} : { absent }),
});
/** A member of the personal sub-record; always optional. */
export const personal: Make = (name, to, kind, doc) => ({ name, to, kind, doc, need: 'optional', personal: true });
