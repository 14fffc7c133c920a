import type { Event, RejectedPart, RejectReason } from '@throughline/events';
import type { IgnoreReason } from './ignore-reasons.ts';

/** What a provider's request means. */
export type Translation = Translated | Rejected;

/** Understood, as a whole or in part: one bad entity of a batch never hides its neighbours. */
export interface Translated {
  readonly kind: 'translated';
  readonly events: readonly Event[];
  readonly ignored: readonly Ignored[];
  readonly rejected: readonly RejectedPart[];
  readonly readBacks: readonly ReadBack[];
}

/** Not understood at all. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly reason: RejectReason;
  readonly detail: string;
}

export interface Ignored {
  readonly reason: IgnoreReason;
  /** What it was about, in the provider's words, e.g. `lead/8000001`. */
  readonly subject: string;
  /** When it happened, where the provider says so. */
  readonly at: number | null;
}

/** Something to ask the provider for, because its message says less than it means (a thin event). */
export interface ReadBack {
  readonly entity: string;
  readonly id: string;
  /** What the thin event said, so that what is read can confirm or withdraw it. Null: nothing to withdraw. */
  readonly thin: ThinStatement | null;
}

/** The event made of a thin message alone, and the state it claims. */
export interface ThinStatement {
  readonly event: Event;
  readonly state: string;
}

/** Parts of a translation while it is being put together. */
export interface Draft {
  readonly events: Event[];
  readonly ignored: Ignored[];
  readonly rejected: RejectedPart[];
  readonly readBacks: ReadBack[];
}

export function emptyDraft(): Draft {
  return { events: [], ignored: [], rejected: [], readBacks: [] };
}

/** Adds what one of several things means; one that is not understood is told by where it stands. */
export function addPart(draft: Draft, pointer: string, part: Translation): void {
  if (part.kind === 'rejected') {
    draft.rejected.push({ pointer, reason: part.reason, detail: part.detail });
    return;
  }
  draft.events.push(...part.events);
  draft.ignored.push(...part.ignored);
}

export function translated(draft: Partial<Draft>): Translated {
  return { kind: 'translated', ...emptyDraft(), ...draft };
}

export function rejected(reason: RejectReason, detail: string): Rejected {
  return { kind: 'rejected', reason, detail };
}

export function ignored(reason: IgnoreReason, subject: string, at: number | null = null): Translated {
  return translated({ ignored: [{ reason, subject, at }] });
}
