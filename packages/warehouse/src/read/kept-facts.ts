import { list, sql } from '../sql/sql.ts';
import { lineKey } from '../table/fact-by-node.ts';
import type { FactByNodeRow } from '../table/fact-by-node.ts';
import type { BodyFact, FactRow } from '../table/fact.ts';
import type { Warehouse } from '../warehouse.ts';
import { KeptSets } from './kept-sets.ts';
import { keyOf, withoutWorkspace } from './key-in-workspace.ts';
import { eventIdSource, nameSource } from './key-sources.ts';
import { KnownKeys } from './known-keys.ts';
import { isServedFromMemory, type StoredFacts } from './stored-facts.ts';

/** Facts kept in memory, and what was inserted since. */
export interface KeptFacts extends StoredFacts {
  noteFacts(rows: readonly FactRow[]): void;
  noteNames(rows: readonly FactByNodeRow[]): void;
}

/** About 100 MB at the most: a name is some 100 bytes, a fact 1.5 KB and a quarter of that for each line of a deal. */
const NAMES = { keys: 200_000, weight: 400_000 } as const;
const CONTENTS = { keys: 50_000, weight: 60_000 } as const;
const weightOf = (content: BodyFact): number =>
  1 + (content.type === 'deal' ? Math.ceil((content.items?.length ?? 0) / 4) : 0);

/**
 * Keeps the facts the pipeline walks over again and again: a returning buyer's are asked for by every visit of his, by
 * the due step and by the attribute step (measured: reading and parsing them anew was two thirds of the pipeline's time).
 * Right only where every insert goes through this object: an embedded warehouse, which one process alone can open.
 * Serves the pipeline's lane; questions of reports and of the past go to the engine and leave the kept ones alone.
 */
export const keptFacts = (queried: StoredFacts, asked: Pick<Warehouse, 'select'>): KeptFacts => {
  const { select } = asked;
  const knownNames = new KnownKeys(nameSource(asked));
  const knownEvents = new KnownKeys(eventIdSource(asked));
  /** Event ids under names; under a line's key those of number assignments alone: a line may have had any number of calls. */
  const named = new KeptSets<string>(NAMES, {
    idOf: (eventId) => eventId,
    mayHold: (key) => knownNames.mayHold(withoutWorkspace(key)),
  });
  const contents = new KeptSets<BodyFact>(CONTENTS, {
    idOf: (content) => content.contentHash,
    isBetter: (content, other) => content.knownAt < other.knownAt,
    weightOf,
    mayHold: (key) => knownEvents.mayHold(withoutWorkspace(key)),
  });

  const namesOf = (workspace: string, names: readonly string[]) =>
    named.read(
      names.map((name) => keyOf(workspace, name)),
      async (missing) => {
        const nodes = missing.map(withoutWorkspace);
        const rows = await select<{ node: string; e: string }>(
          sql`SELECT DISTINCT node, lower(hex(event_id)) AS e FROM fact_by_node WHERE workspace = ${workspace} AND node IN ${list(nodes)} AND (type = 'number' OR NOT startsWith(node, ${LINE}))`,
          { lane: 'pipeline' },
        );
        return rows.map(({ node, e }) => [keyOf(workspace, node), e] as const);
      },
    );
  const byId = async (workspace: string, eventIds: Iterable<string>): Promise<BodyFact[]> => {
    const keys = Array.from(eventIds, (eventId) => keyOf(workspace, eventId));
    const sets = await contents.read(keys, async (missing) => {
      const ids = missing.map(withoutWorkspace);
      const facts = await queried.factsById(workspace, ids);
      return facts.map((fact) => [keyOf(workspace, fact.eventId), fact] as const);
    });
    return [...sets.values()].flatMap((set) => [...set.values()]);
  };
  const naming = async (workspace: string, names: readonly string[]): Promise<BodyFact[]> => {
    const sets = await namesOf(workspace, names);
    return byId(workspace, new Set([...sets.values()].flatMap((set) => [...set.values()])));
  };

  return {
    factsNaming: (workspace, names, options) =>
      isServedFromMemory(options) && !names.some(isLine)
        ? naming(workspace, names)
        : queried.factsNaming(workspace, names, options),
    numbersNaming: (workspace, names, options) =>
      isServedFromMemory(options) ? naming(workspace, names) : queried.numbersNaming(workspace, names, options),
    factsById: (workspace, eventIds, options) =>
      isServedFromMemory(options) ? byId(workspace, eventIds) : queried.factsById(workspace, eventIds, options),
    namedAmong: async (workspace, names, options) => {
      if (!isServedFromMemory(options) || names.some(isLine)) return queried.namedAmong(workspace, names, options);
      // Asked for each batch of what comes in, of which most is new; a rebuild walks what is there and never asks.
      knownNames.begin();
      knownEvents.begin();
      const sets = await namesOf(workspace, names);
      return names.filter((name) => (sets.get(keyOf(workspace, name))?.size ?? 0) > 0);
    },
    noteFacts(rows) {
      for (const { workspace, event_id, body } of rows) {
        contents.note(keyOf(workspace, event_id), () => JSON.parse(body) as BodyFact);
        knownEvents.add(event_id);
      }
    },
    noteNames(rows) {
      for (const { workspace, node, event_id, type } of rows) {
        if (type === 'number' || !isLine(node)) named.note(keyOf(workspace, node), () => event_id);
        knownNames.add(node);
      }
    },
  };
};

const LINE = lineKey('');
const isLine = (name: string): boolean => name.startsWith(LINE);
