/**
 * What an analyst's statement may be: one SELECT over the views of the mart. Decided on what the engine's own parser makes
 * of it, never on its text (ADR 0014): the statement is printed anew by the engine, which takes one statement only and
 * drops comments; its tree is listed by EXPLAIN AST; every line of the list must be of a known kind; and what then runs
 * is the text that was judged.
 */
import { literal } from '../sql/literal.ts';
import { isAllowedFunction } from './allowed-functions.ts';
import { ACCESS_DENIED, Refusal } from './refusal.ts';

/** Runs one statement in the mart and returns what it prints, as CSV if it names no format. */
type Ask = (statement: string) => Promise<string>;

/** @returns the statement to run, without a FORMAT clause, and the format it named. @throws Refusal, errors of the engine */
export const guardReadOnly = async (
  sql: string,
  mart: string,
  ask: Ask,
): Promise<{ readonly sql: string; readonly format: string | null }> => {
  const judged = await canonical(sql, ask);
  const hidden = await otherDatabases(mart, ask);
  // No FORMAT of ours: it would be the statement's.
  const [root, ...nodes] = (await ask(`EXPLAIN AST ${judged}`)).trimEnd().split('\n').map(readNode);
  if (root?.kind !== 'SelectWithUnionQuery') throw denied('only SELECT is allowed');
  const beside = nodes.filter(({ depth, kind }) => depth === 1 && kind !== 'ExpressionList');
  const [format] = beside;
  if (beside.length > 1 || (format !== undefined && format.kind !== 'Identifier')) {
    throw denied('only FORMAT may follow the SELECT');
  }
  nodes.forEach((node, index) => {
    if (node !== format) judge(node, mart, hidden);
    if (node.kind === 'Function' && CASTS.test(node.name)) judgeCast(nodes.slice(index + 1), node.depth);
  });
  const clause = format === undefined ? '' : ` FORMAT ${format.name}`;
  if (!judged.endsWith(clause)) throw denied('its FORMAT is not at its end');
  const select = judged.slice(0, judged.length - clause.length);
  return { sql: readsNoTable(nodes) ? `SELECT * FROM (${select})` : select, format: format?.name ?? null };
};

/**
 * The engine does not limit the rows of a SELECT without a FROM, which arrayJoin can make as many as it likes; those of a
 * SELECT around it, it does.
 */
const readsNoTable = (nodes: readonly Node[]): boolean => {
  const count = (wanted: string): number => nodes.filter(({ kind }) => kind === wanted).length;
  return count('SelectQuery') > count('TablesInSelectQuery');
};

/** Printing it twice gives the same text: so the text we send is one statement, too. */
const canonical = async (sql: string, ask: Ask): Promise<string> => {
  const [once, twice] = (
    await ask(`SELECT hex(formatQuerySingleLine(${literal(sql)}) AS once), hex(formatQuerySingleLine(once)) FORMAT TSV`)
  )
    .trim()
    .split('\t');
  if (once === undefined || once !== twice) throw denied('the engine prints it in two ways');
  return Buffer.from(once, 'hex').toString('utf8');
};

const otherDatabases = async (mart: string, ask: Ask): Promise<ReadonlySet<string>> =>
  new Set(
    (await ask(`SELECT name FROM system.databases WHERE name != ${literal(mart)} FORMAT TSVRaw`)).trimEnd().split('\n'),
  );

interface Node {
  readonly depth: number;
  readonly kind: string;
  readonly name: string;
}

/** A line of EXPLAIN AST: depth by blanks, kind of node, what it says, alias and number of children. */
const readNode = (line: string): Node => {
  // A cell of CSV; one with a line break within is none.
  const text = /^"(.*)"$/s.exec(line)?.[1]?.replaceAll('""', '"') ?? '';
  const groups = NODE.exec(text)?.groups;
  if (groups === undefined) throw denied('a name of it has a line break or the like');
  return { depth: groups['indent']?.length ?? 0, kind: groups['kind'] ?? '', name: groups['name'] ?? '' };
};
const NODE =
  /^(?<indent> *)(?<kind>[A-Za-z:]+)(?: (?<name>(?! *\(children \d+\)$).*?))??(?: \(alias .*\))?(?: \(children \d+\))?$/s;

/** Parts of a SELECT that name nothing. Set (a SETTINGS clause) and ColumnsApplyTransformer (hides a function) are none. */
const PARTS = new Set(
  `SelectWithUnionQuery SelectIntersectExceptQuery SelectQuery ExpressionList Subquery WithElement TablesInSelectQuery
  TablesInSelectQueryElement TableExpression TableJoin ArrayJoin OrderByElement WindowDefinition WindowListElement
  Literal Asterisk QualifiedAsterisk ColumnsTransformerList ColumnsExceptTransformer ColumnsReplaceTransformer
  ColumnsReplaceTransformer::Replacement SampleRatio InterpolateElement`.split(/\s+/),
);

const judge = ({ kind, name }: Node, mart: string, hidden: ReadonlySet<string>): void => {
  if (PARTS.has(kind)) return;
  if (kind === 'Function') {
    if (!isAllowedFunction(name)) throw denied(`the function ${name} is not allowed`);
  } else if (kind === 'TableIdentifier') {
    // A bare name is a WITH's or a view of the mart: the statement runs in that database.
    const table = /^(?:([A-Za-z_]\w*)\.)?[A-Za-z_]\w*$/.exec(name);
    if (table === null || (table[1] !== undefined && table[1] !== mart)) {
      throw denied(`the table ${name} is not of ${mart}`);
    }
  } else if (kind === 'Identifier') {
    // Usually a column, but a table behind IN.
    if (hidden.has(name.split('.')[0] ?? '')) throw denied(`${name} is not of ${mart}`);
  } else throw denied(`${kind} is not allowed`);
};

const CASTS = /^(?:_?cast|accurateCast\w*)$/i;

/**
 * The type is the second argument and a literal. A state of an aggregate function made of arbitrary bytes would be read by
 * code that trusts it.
 */
const judgeCast = (after: readonly Node[], depth: number): void => {
  const end = after.findIndex((node) => node.depth <= depth);
  const within = end < 0 ? after : after.slice(0, end);
  const type = within.filter((node) => node.depth === depth + 2)[1];
  if (type?.kind !== 'Literal' || /AggregateFunction/i.test(type.name)) throw denied('a CAST has no plain type');
};

const denied = (why: string): Refusal =>
  new Refusal(ACCESS_DENIED, `Not enough privileges: a read-only user may only select from the mart, and ${why}`);
