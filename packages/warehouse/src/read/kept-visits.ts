import { visitOfRow, type VisitByVisitorRow } from '../table/visit-by-visitor.ts';
import type { Warehouse } from '../warehouse.ts';
import { KeptSets } from './kept-sets.ts';
import { keyOf, withoutWorkspace } from './key-in-workspace.ts';
import { visitorSource } from './key-sources.ts';
import { KnownKeys } from './known-keys.ts';
import { isServedFromMemory } from './stored-facts.ts';
import type { StoredVisit, StoredVisits } from './stored-visits.ts';

/** Visits kept in memory, and what was inserted since. */
export interface KeptVisits extends StoredVisits {
  /** Begins to keep the visits of visitors who are new from here on. */
  begin(): void;
  noteVisits(rows: readonly VisitByVisitorRow[]): void;
  /** To be called when visits have been noted in `visit_conflict`: which of the kept ones are is not known any more. */
  forget(): void;
}

interface KeptVisit {
  readonly contentHash: string;
  readonly knownAt: number;
  /** As it was read; of one that was inserted its row, which is read when somebody asks. */
  readonly stored: StoredVisit | VisitByVisitorRow;
}

/** About 100 MB at the most: a visitor with one visit is some 1 KB. */
const VISITS = { keys: 75_000, weight: 100_000 } as const;

/**
 * Keeps the visits of those who have just come: whoever buys, or calls, has mostly done so within the hour, and his visits
 * then are the one question of the attribute step that the engine takes long for (30 ms of 1,400 events' 300, measured; more
 * the larger the table). Right where `keptFacts` is. A set begins with the first visit of a visitor whom nobody has seen.
 */
export const keptVisits = (queried: StoredVisits, asked: Pick<Warehouse, 'select'>): KeptVisits => {
  const known = new KnownKeys(visitorSource(asked));
  const kept = new KeptSets<KeptVisit>(VISITS, {
    idOf: ({ contentHash }) => contentHash,
    isBetter: (content, other) => content.knownAt < other.knownAt,
    mayHold: (key) => known.mayHold(withoutWorkspace(key)),
  });

  return {
    begin: () => known.begin(),
    visitsNaming: async (workspace, visitors, options) => {
      // A rebuild, which never begins, walks everybody once.
      if (!known.isBegun || !isServedFromMemory(options)) return queried.visitsNaming(workspace, visitors, options);
      const keys = visitors.map((visitor) => keyOf(workspace, visitor));
      const sets = await kept.read(keys, async (missing) => {
        const visits = await queried.visitsNaming(workspace, missing.map(withoutWorkspace));
        return visits.map((stored) => [keyOf(workspace, stored.visit.visitor), keptOf(stored)] as const);
      });
      return [...sets.values()].flatMap((set) => Array.from(set.values(), storedOf));
    },
    noteVisits(rows) {
      if (!known.isBegun) return;
      for (const row of rows) {
        const { content_hash: contentHash, known_at: knownAt } = row;
        kept.note(keyOf(row.workspace, row.visitor), () => ({ contentHash, knownAt, stored: row }));
        known.add(row.visitor);
      }
    },
    forget: () => kept.forget(),
  };
};

const keptOf = (stored: StoredVisit): KeptVisit => {
  const { contentHash, knownAt } = stored.visit;
  return { contentHash, knownAt, stored };
};

/** One that was inserted is not noted: its key would have repeated, and `forget` followed. */
const storedOf = ({ stored }: KeptVisit): StoredVisit =>
  'body' in stored ? { visit: visitOfRow(stored), isNoted: false } : stored;
