import type { Position } from '@throughline/event-log';

/** Where forwarded requests have arrived, for those who wait for it. */
export interface Arrivals {
  /** The records from a place of the spool on stand at these positions of the event log. */
  note(first: number, positions: readonly Position[]): void;
  /** Null when it has not arrived within so many milliseconds. */
  positionOf(place: number, withinMs: number): Promise<Position | null>;
}

/** Who asks does so at once after a request was kept: what arrived longer ago is not asked for. */
const REMEMBERED = 10_000;

export function createArrivals(): Arrivals {
  const recent = new Map<number, Position>();
  const waiting = new Map<number, (position: Position) => void>();
  return {
    note(first, positions) {
      for (const [n, position] of positions.entries()) {
        recent.set(first + n, position);
        waiting.get(first + n)?.(position);
      }
      for (const place of recent.keys()) {
        if (recent.size <= REMEMBERED) break;
        recent.delete(place);
      }
    },
    positionOf(place, withinMs) {
      const there = recent.get(place);
      if (there !== undefined) return Promise.resolve(there);
      return new Promise((resolve) => {
        const timer = setTimeout(() => arrived(null), withinMs);
        timer.unref();
        const arrived = (position: Position | null): void => {
          clearTimeout(timer);
          waiting.delete(place);
          resolve(position);
        };
        waiting.set(place, arrived);
      });
    },
  };
}
