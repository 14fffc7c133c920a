import { enquiryNode } from '@throughline/domain';
import type { NodeId, NumberFact, PersonFact, VisitFact } from '@throughline/domain';
import { bytesList, instant, sql } from '../sql/sql.ts';
import { lineKey } from '../table/fact-by-node.ts';
import type { BodyFact } from '../table/fact.ts';
import { visitKey } from '../table/visit.ts';
import { visitDocument, visitOfBody } from '../table/visit-body.ts';
import type { VisitBody } from '../table/visit-body.ts';
import type { Warehouse } from '../warehouse.ts';
import { distinctContents } from './stored-facts.ts';
import type { FactOptions } from './stored-facts.ts';

/**
 * Contents of facts of one workspace. Every method returns ALL distinct contents (losers, retracted, excluded and claims
 * included) of each event it returns any content of, in no particular order: which one counts is the domain's word.
 */
export interface FactReader {
  /** Facts that may concern a person, any of whose contents names one of the nodes. One query. */
  factsNaming(nodes: readonly NodeId[]): Promise<PersonFact[]>;
  /** Facts (any but visits, pages, costs) by their event ids, 32 hex digits each. */
  factsById(eventIds: readonly string[]): Promise<BodyFact[]>;
  /** Visits any of whose contents names one of the visitors, with every event that shares a visit with them. */
  visitsOf(visitors: readonly NodeId[]): Promise<VisitFact[]>;
  /** Number assignments of our lines (E.164). */
  numbersOf(lines: readonly string[]): Promise<NumberFact[]>;
  /** Calls and number assignments that name one of our lines (E.164): the calls an assignment may concern. */
  factsOnLines(lines: readonly string[]): Promise<BodyFact[]>;
  /** Those of the nodes that any fact names. */
  namedNodes(nodes: readonly NodeId[]): Promise<NodeId[]>;
  /** Every enquiry and deal node that any content ever named, to check or attribute them all. */
  candidates(): Promise<NodeId[]>;
  /** Enquiry nodes of the calls on our line (E.164) whose phases lie in `[from, to)`, or up to a day after it. */
  callsOfLine(line: string, from: number, to: number | null): Promise<NodeId[]>;
}

export const createFactReader = (warehouse: Warehouse, workspace: string, facts: FactOptions = {}): FactReader => {
  const { knownAt, lane = 'pipeline' } = facts;
  const known = knownAt === undefined ? sql`` : sql` AND known_at <= ${instant(knownAt)}`;
  const options = { lane };

  /** Every content of the events that tell of the noted visits; they stand in `visit_conflict` with all their visitors. */
  const outdoing = async (keys: readonly string[]): Promise<VisitFact[]> => {
    const events = sql`SELECT event_id FROM visit_conflict WHERE workspace = ${workspace} AND visit_key IN ${bytesList(keys)}`;
    const places = sql`SELECT visitor, event_id FROM visit_conflict WHERE workspace = ${workspace} AND event_id IN (${events})`;
    const rows = await warehouse.documents<[VisitBody, 1]>(
      sql`SELECT ${visitDocument(sql`1`)} FROM visit_by_visitor WHERE workspace = ${workspace} AND (visitor, event_id) IN (${places})${known}`,
      options,
    );
    return rows.map(([body]) => visitOfBody(body));
  };

  return {
    factsNaming: async (nodes) => (await warehouse.factsNaming(workspace, nodes, facts)) as PersonFact[],
    factsById: (eventIds) => warehouse.factsById(workspace, eventIds, facts),
    factsOnLines: (lines) => warehouse.factsNaming(workspace, lines.map(lineKey), facts),
    numbersOf: async (lines) => (await warehouse.numbersNaming(workspace, lines.map(lineKey), facts)) as NumberFact[],
    visitsOf: async (visitors) => {
      const stored = await warehouse.visitsNaming(workspace, visitors, facts);
      const visits = stored.map(({ visit }) => visit);
      const keys = new Set(stored.filter(({ isNoted }) => isNoted).map(({ visit }) => visitKey(visit.visitId)));
      return distinctContents(keys.size === 0 ? visits : [...visits, ...(await outdoing([...keys]))]);
    },
    namedNodes: async (nodes) => (await warehouse.namedAmong(workspace, nodes, facts)) as NodeId[],
    candidates: async () => {
      const rows = await warehouse.select<{ node: NodeId }>(
        sql`SELECT DISTINCT node FROM fact_by_node WHERE workspace = ${workspace} AND ((node >= 'd:' AND node < 'd;') OR (node >= 'e:' AND node < 'e;'))`,
        options,
      );
      return rows.map((row) => row.node);
    },
    callsOfLine: async (line, from, to) => {
      const before = to === null ? sql`` : sql` AND at < ${instant(to + LONGEST_CALL)}`;
      const rows = await warehouse.documents<string>(
        sql`SELECT DISTINCT toJSONString(JSONExtractString(body, 'callId')) FROM fact WHERE workspace = ${workspace} AND event_id IN (
          SELECT event_id FROM fact_by_node WHERE workspace = ${workspace} AND node = ${lineKey(line)} AND type = 'call' AND at >= ${instant(from)}${before})`,
        options,
      );
      return rows.map(enquiryNode);
    },
  };
};

/** A later phase may be the one that names the line: look this much further than the assignment's end. */
const LONGEST_CALL = 86_400_000;
