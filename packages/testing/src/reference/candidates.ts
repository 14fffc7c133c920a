import type { Fact } from '@throughline/domain';

/** Ids of every enquiry and deal that any content, losing and retracted ones included, has ever named. */
export interface Candidates {
  readonly enquiries: ReadonlySet<string>;
  readonly deals: ReadonlySet<string>;
}

export function candidates(contents: readonly Fact[]): Candidates {
  const enquiries = new Set<string>();
  const deals = new Set<string>();
  for (const fact of contents) {
    switch (fact.type) {
      case 'enquiry':
        enquiries.add(fact.enquiryId);
        if (fact.dealId !== null) deals.add(fact.dealId);
        break;
      case 'call':
        enquiries.add(fact.callId);
        break;
      case 'mark':
        enquiries.add(fact.enquiryId);
        break;
      case 'deal':
        deals.add(fact.dealId);
        if (typeof fact.enquiryId === 'string') enquiries.add(fact.enquiryId);
        if (typeof fact.mergedInto === 'string') deals.add(fact.mergedInto);
        break;
      case 'refund':
        deals.add(fact.dealId);
        break;
      case 'visit':
      case 'identify':
      case 'number':
      case 'cost':
        break;
    }
  }
  return { enquiries, deals };
}
