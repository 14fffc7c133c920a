import { createHash } from 'node:crypto';
import type { Event } from '@throughline/events';
import type { RejectReason } from '@throughline/events';
import type { IgnoreReason } from '../provider/ignore-reasons.ts';
import type { Outcome } from '../translator/translated-records.ts';

/** How a source fares, counted by this process since it started. */
export interface SourceHealth {
  /** Epoch milliseconds of the last event that happened at the source; null = none seen. */
  readonly lastEvent: number | null;
  /** Distinct events. */
  readonly accepted: number;
  readonly rejected: number;
  /** Events that were seen before (a provider repeats itself; they count once). */
  readonly duplicates: number;
  readonly ignored: number;
  readonly rejectedBy: Partial<Record<RejectReason, number>>;
  readonly ignoredBy: Partial<Record<IgnoreReason, number>>;
}

export interface SourceHealthBook {
  record(outcome: Outcome): void;
  of(source: string): SourceHealth;
}

/** Most event ids remembered for a source to recognise repetitions; older ones are forgotten. */
const REMEMBERED = 100_000;

type Counts = { -readonly [K in keyof SourceHealth]: SourceHealth[K] } & { readonly seen: Map<string, null> };

export function createSourceHealthBook(): SourceHealthBook {
  const books = new Map<string, Counts>();
  return {
    record(outcome) {
      const book = books.get(outcome.source) ?? empty();
      books.set(outcome.source, book);
      for (const event of outcome.events) count(book, event);
      if (outcome.rejected !== null) {
        book.rejected += 1;
        book.rejectedBy[outcome.rejected.reason] = (book.rejectedBy[outcome.rejected.reason] ?? 0) + 1;
      }
      for (const { reason } of outcome.ignored) {
        book.ignored += 1;
        book.ignoredBy[reason] = (book.ignoredBy[reason] ?? 0) + 1;
      }
    },
    of(source) {
      return healthOf(books.get(source) ?? empty());
    },
  };
}

function healthOf({ lastEvent, accepted, rejected, duplicates, ignored, rejectedBy, ignoredBy }: Counts): SourceHealth {
  return { lastEvent, accepted, rejected, duplicates, ignored, rejectedBy, ignoredBy };
}

function empty(): Counts {
  const none = { accepted: 0, rejected: 0, duplicates: 0, ignored: 0, rejectedBy: {}, ignoredBy: {} };
  return { ...none, lastEvent: null, seen: new Map() };
}

function count(book: Counts, event: Event): void {
  const id = createHash('sha256').update(`${event.type}\n${event.key}`).digest('base64').slice(0, 20);
  if (book.seen.has(id)) {
    book.duplicates += 1;
    return;
  }
  book.accepted += 1;
  book.seen.set(id, null);
  if (book.seen.size > REMEMBERED) {
    const oldest = book.seen.keys().next();
    if (oldest.done !== true) book.seen.delete(oldest.value);
  }
  book.lastEvent = Math.max(book.lastEvent ?? 0, event.occurredAt);
}
