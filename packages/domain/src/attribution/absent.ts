import type { DealConversion, EnquiryConversion } from './conversion.ts';
import { NO_JOURNEY } from './journey.ts';

/**
 * The row of an enquiry that is none (any more): unknown, retracted, spam, excluded, an outbound call, folded into another.
 * It depends on the id alone, so whichever person's facts name it, the row is the same.
 */
export const absentEnquiry = (id: string): EnquiryConversion => ({
  kind: 'enquiry',
  id,
  person: '',
  present: false,
  at: 0,
  isLead: false,
  end: 0,
  enquiryKind: 'form',
  source: '',
  manager: null,
  answered: null,
  waitSeconds: null,
  talkSeconds: null,
  mergedIds: [],
  journey: NO_JOURNEY,
});

/** The row of a deal that is none (any more): unknown, retracted, excluded, deleted, merged into another. */
export const absentDeal = (id: string): DealConversion => ({
  kind: 'deal',
  id,
  person: '',
  present: false,
  at: 0,
  end: 0,
  saleEnd: 0,
  source: '',
  status: 'open',
  implied: false,
  impliedIsLead: false,
  originEnquiryId: null,
  leadId: null,
  leadAt: null,
  isSale: false,
  saleAt: null,
  firstTime: false,
  amount: 0,
  costOfGoods: 0,
  costOfGoodsKnown: true,
  rateMissing: false,
  refunds: [],
  stage: null,
  pipeline: null,
  manager: null,
  department: null,
  reason: null,
  items: [],
  journey: NO_JOURNEY,
});
