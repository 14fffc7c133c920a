import type { DealConversion, EnquiryConversion, Model, RunParameters } from '@throughline/domain';
import type { Event } from '@throughline/events';
import { factsOf } from '../build/facts-of.ts';
import { TEST_RUN } from '../build/test-run.ts';
import { referenceConversions } from './conversions.ts';

/** Conversions of a handful of events, by id; for tests that say one thing each. */
export function attributed(events: readonly Event[], run: Partial<RunParameters> = {}) {
  const rows = referenceConversions(factsOf(events), { ...TEST_RUN, ...run });
  const enquiries = new Map(rows.filter((row) => row.kind === 'enquiry').map((row) => [row.id, row]));
  const deals = new Map(rows.filter((row) => row.kind === 'deal').map((row) => [row.id, row]));
  const must = <T>(row: T | undefined, id: string): T => {
    if (row === undefined) throw new Error(`no row of ${id}; there are ${rows.map((known) => known.id).join(', ')}`);
    return row;
  };
  return {
    enquiry: (id: string): EnquiryConversion => must(enquiries.get(id), id),
    deal: (id: string): DealConversion => must(deals.get(id), id),
    /** Ids of present enquiries. */
    present: [...enquiries.values()]
      .filter((row) => row.present)
      .map((row) => row.id)
      .sort(),
    leads: [...enquiries.values()]
      .filter((row) => row.isLead)
      .map((row) => row.id)
      .sort(),
    /** Whether two enquiries or deals (`deal:<id>`) are of one person. */
    together: (a: string, b: string): boolean => {
      const person = (id: string): string =>
        id.startsWith('deal:') ? must(deals.get(id.slice(5)), id).person : must(enquiries.get(id), id).person;
      return person(a) === person(b) && person(a) !== '';
    },
  };
}

export const touchesOf = (row: EnquiryConversion | DealConversion): string[] =>
  row.journey.touchpoints.map(({ id }) => id);

/** Shares of a model, in billionths, by touchpoint id; `-` for not attributed. */
export const sharesBy = (row: EnquiryConversion | DealConversion, model: Model): Record<string, number> =>
  Object.fromEntries(
    row.journey.credits[model].map(({ touch, share }) => [row.journey.touchpoints[touch]?.id ?? '-', share]),
  );
