import type { Conversion, DealFact, Fact, NumberFact, RunParameters } from '@throughline/domain';
import { dayOf } from '../reference/calendar.ts';
import type { FoldedCall } from '../reference/calls.ts';
import { referenceConversions } from '../reference/conversions.ts';
import { byTimeThenId, DAY, groupBy } from '../reference/order.ts';

/** What `historyCoverage` can note. */
export const HISTORY_COVERED = [
  'sale won again', 'sale withdrawn', 'sale of a deleted deal', 'deal merged into another', 'merge rejected',
  'number shortened before a call', 'number told after a call', 'visit moved over one midnight',
  'enquiry moved over one midnight', 'lead unmade by a late enquiry',
] as const; // prettier-ignore

interface Told {
  readonly contents: readonly Fact[];
  /** The winning ones. */
  readonly facts: readonly Fact[];
  readonly calls: readonly FoldedCall[];
  readonly rows: readonly Conversion[];
}

/** What only the course of the telling makes: something was so, and a later or a late word made it otherwise. */
export function historyCoverage(told: Told, run: RunParameters): Set<string> {
  return new Set([...ofDeals(told), ...ofNumbers(told), ...moves(told), ...unmadeLeads(told, run)]);
}

function ofDeals({ facts, rows }: Told): string[] {
  const changes = groupBy(
    facts.filter((fact): fact is DealFact => fact.type === 'deal' && fact.excluded === ''),
    ({ dealId }) => dealId,
  );
  return rows.flatMap((row): string[] => {
    if (row.kind !== 'deal') return [];
    const own = [...(changes.get(row.id) ?? [])].sort(byTimeThenId);
    const stated = own.filter(({ status }) => status !== undefined);
    const firstWon = stated.findIndex(({ status }) => status === 'won');
    const leftWon = firstWon >= 0 && stated.slice(firstWon).some(({ status }) => status !== 'won');
    const into = own.map(({ mergedInto }) => mergedInto).findLast((id) => id !== undefined) ?? null;
    const deleted = own.map((change) => change.deleted).findLast((value) => value !== undefined) === true;
    const survivor = rows.find(({ kind, id }) => kind === 'deal' && id === into);
    return [
      ...(row.isSale && leftWon && row.saleAt !== stated[firstWon]?.at ? ['sale won again'] : []),
      ...(row.present && !row.isSale && leftWon ? ['sale withdrawn'] : []),
      ...(!row.present && deleted && into === null && firstWon >= 0 ? ['sale of a deleted deal'] : []),
      ...(!row.present && survivor?.present === true ? ['deal merged into another'] : []),
      ...(row.present && into !== null ? ['merge rejected'] : []),
    ];
  });
}

/** Assignments of a number that calls had come to before the word that changed or made them. */
function ofNumbers({ contents, facts, calls }: Told): string[] {
  const covers = ({ number, from, to }: NumberFact, { line, at }: FoldedCall): boolean =>
    number === line && from <= at && (to === null || at < to);
  const called = (test: (call: FoldedCall) => boolean): boolean =>
    calls.some((call) => call.direction === 'in' && call.visitor === null && test(call));
  return facts.flatMap((fact): string[] => {
    if (fact.type !== 'number') return [];
    const former = contents.filter((other): other is NumberFact => other.eventId === fact.eventId);
    const shortened = called((call) => !covers(fact, call) && former.some((other) => covers(other, call)));
    const late = called((call) => covers(fact, call) && call.at < fact.at);
    return [...(shortened ? ['number shortened before a call'] : []), ...(late ? ['number told after a call'] : [])];
  });
}

const ZONES = ['Europe/Moscow', 'UTC', 'Europe/Berlin', 'America/New_York'] as const;

/** Contents of one id on two days in one zone that are one day in another: reports in the two must not agree. */
const moves = ({ contents }: Told): string[] =>
  [...groupBy(contents, ({ eventId }) => eventId).values()].flatMap((rivals) => {
    const days = ZONES.map((zone) => new Set(rivals.map(({ at }) => dayOf(at, zone))).size);
    const type = rivals[0]?.type ?? '';
    const moved = days.some((count) => count > 1) && days.some((count) => count === 1);
    return moved && (type === 'visit' || type === 'enquiry') ? [`${type} moved over one midnight`] : [];
  });

/** An enquiry that was a lead by all that was known until an earlier one of the same person was told, late. */
function unmadeLeads({ contents, rows }: Told, run: RunParameters): string[] {
  const blocked = new Set(
    rows.flatMap((row) => (row.kind === 'enquiry' && row.present && !row.isLead ? [row.person] : [])),
  );
  const mayBlock = new Set(rows.filter(({ person }) => blocked.has(person)).map(({ id }) => id));
  const late = contents.filter(
    (fact) => fact.type === 'enquiry' && fact.knownAt - fact.at > DAY && mayBlock.has(fact.id),
  );
  const unmade = late.some((fact) => {
    const before = referenceConversions(
      contents.filter(({ knownAt }) => knownAt < fact.knownAt),
      run,
    );
    const after = referenceConversions(
      contents.filter(({ knownAt }) => knownAt <= fact.knownAt),
      run,
    );
    const wasLead = new Set(before.flatMap((row) => (row.kind === 'enquiry' && row.isLead ? [row.id] : [])));
    const blocker = after.find((row) => row.kind === 'enquiry' && row.present && row.id === fact.id);
    return after.some(
      (row) =>
        row.kind === 'enquiry' && row.present && !row.isLead && wasLead.has(row.id) && row !== blocker &&
        row.person === blocker?.person && blocker.at <= row.at,
    ); // prettier-ignore
  });
  return unmade ? ['lead unmade by a late enquiry'] : [];
}
