/** An event as the collector takes it, but for its visitor and how long ago it was. */
export type Statement = Record<string, unknown> & { readonly id: string };

interface Letter {
  readonly statement: Statement;
  /** When it happened, by the monotonic clock of this page; negative for what an earlier page left. */
  readonly born: number;
}

export interface OutboxOptions {
  /** Address of the collector with the site's key. */
  readonly url: string;
  readonly visitor: () => string;
  /** The visitor was made up by this page: the collector's cookie may know better. */
  readonly isFresh: () => boolean;
  /** The collector answered, and says which visitor this browser is. */
  readonly onAnswer: (visitor: string | null) => void;
  /** Milliseconds of the browser's clock, right or wrong; only differences count. */
  readonly wallClock: () => number;
}

export interface Outbox {
  post(statement: Statement): void;
}

const PREFIX = 'throughline:';
/** A day: what waited longer is not told any more, nor would the collector take it. */
const LONGEST_MS = 86_400_000;
/** Events kept for a later page, and told at once: together they stay under what a browser sends after a page is gone. */
const MOST_KEPT = 50;
const MOST_AT_ONCE = 10;
const AGAIN_MS = 30_000;

/**
 * Keeps every event until the collector has answered for it: here, and in the local storage for the next page. Told twice
 * it counts once, because it keeps its id.
 */
export function createOutbox({ url, visitor, isFresh, onAnswer, wallClock }: OutboxOptions): Outbox {
  const letters = new Map<string, Letter>();
  let busy = false;

  /** The storage may be refused: then this page is all there is. */
  function attempt(use: (storage: Storage) => void): void {
    try {
      use(localStorage);
    } catch {
      // Nothing to be done.
    }
  }

  attempt((storage) => {
    for (const name of Object.keys(storage)) {
      if (!name.startsWith(PREFIX)) continue;
      const [wall, statement] = JSON.parse(storage.getItem(name) ?? '') as [number, Statement];
      const age = Math.max(0, wallClock() - wall);
      if (age > LONGEST_MS) storage.removeItem(name);
      else letters.set(statement.id, { statement, born: performance.now() - age });
    }
  });

  function drop(ids: readonly string[]): void {
    for (const id of ids) {
      letters.delete(id);
      attempt((storage) => storage.removeItem(PREFIX + id));
    }
  }

  function next(): readonly Letter[] {
    return [...letters.values()].slice(0, MOST_AT_ONCE);
  }

  function text(some: readonly Letter[]): string {
    const now = performance.now();
    const events = some.map(({ statement, born }) =>
      Object.assign({ visitor_id: visitor() }, statement, { elapsed: Math.round(now - born) }),
    );
    return JSON.stringify({ fresh: isFresh(), events });
  }

  function flush(): void {
    const some = next();
    if (busy || !some.length) return;
    busy = true;
    fetch(url, { method: 'POST', body: text(some), keepalive: true, credentials: 'include' })
      .then(({ ok, status, headers }) => {
        busy = false;
        // A refusal is final, but "too often" and "not now".
        const isFinal = ok || (status < 500 && status !== 429 && status !== 408);
        if (isFinal) drop(some.map(({ statement }) => statement.id));
        if (ok) onAnswer(headers.get('throughline-visitor'));
        if (isFinal) flush();
        else setTimeout(flush, AGAIN_MS);
      })
      .catch(() => {
        busy = false;
        setTimeout(flush, AGAIN_MS);
      });
  }

  addEventListener('online', flush);
  // What has no answer yet is told once more on the way out; the next page will know what came of it.
  addEventListener('pagehide', () => {
    const some = next();
    if (some.length) navigator.sendBeacon(url, text(some));
  });
  flush();

  return {
    post(statement) {
      letters.set(statement.id, { statement, born: performance.now() });
      if (letters.size <= MOST_KEPT)
        attempt((storage) => storage.setItem(PREFIX + statement.id, JSON.stringify([wallClock(), statement])));
      // After whatever else is posted now, and before a form takes the visitor away.
      void Promise.resolve().then(flush);
    },
  };
}
