import { NOT_SET, type Conversion } from '@throughline/domain';
import type { CrmDimension } from './query.ts';

export type Crm = Readonly<Record<CrmDimension, string>>;

/** What has no manager, pipeline or items: a visit, a cost. */
export const WITHOUT_CRM: Crm = {
  manager: NOT_SET,
  department: NOT_SET,
  pipeline: NOT_SET,
  call_source: NOT_SET,
  product: NOT_SET,
  category: NOT_SET,
};

/**
 * What the CRM and telephony say of a conversion, items apart. `call_source`: the source of a call; of a deal, that of its
 * origin enquiry where this is a call. Absent and empty are `(not set)`.
 */
export function crmOf(row: Conversion, rows: readonly Conversion[]): Crm {
  const asked =
    row.kind === 'enquiry' ? row : rows.find(({ kind, id }) => kind === 'enquiry' && id === row.originEnquiryId);
  const isCall = asked?.kind === 'enquiry' && asked.present && asked.enquiryKind === 'call';
  return {
    ...WITHOUT_CRM,
    manager: row.manager || NOT_SET,
    call_source: isCall ? asked.source : NOT_SET,
    ...(row.kind === 'deal' ? { department: row.department || NOT_SET, pipeline: row.pipeline || NOT_SET } : {}),
  };
}
