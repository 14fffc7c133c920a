import { PAGE, VISIT } from '../types/browsing.ts';
import { ENQUIRY, IDENTIFY } from '../types/contact.ts';
import type { EventFields } from '../types/field.ts';

/** A table with some of its fields; members of the event that none of them states are fixed. */
const only = (
  table: EventFields,
  names: readonly string[],
  fixed: Readonly<Record<string, boolean | null>> = {},
): EventFields => ({
  ...table,
  fixed: { ...table.fixed, ...fixed },
  fields: table.fields.filter(({ name }) => names.includes(name)),
});

const IDENTIFIERS = ['visitor_id', 'phone', 'email', 'crm_contact_id'];

/**
 * What a page may claim, by type. Fields by which an anonymous sender would speak for others (deal, manager, spam, an
 * origin other than that of its visits) are none of its own: stated all the same they stay in `extra` and count for nothing.
 */
export const CLAIM_TABLES: readonly EventFields[] = [
  VISIT,
  PAGE,
  only(IDENTIFY, [...IDENTIFIERS, 'name'], { withdraw: false }),
  {
    ...only(ENQUIRY, ['kind', ...IDENTIFIERS, 'currency', 'value', 'client_ids', 'name'], {
      dealId: null,
      manager: null,
      spam: null,
      statedOrigin: null,
    }),
    atLeast: { count: 1, of: IDENTIFIERS },
  },
];
