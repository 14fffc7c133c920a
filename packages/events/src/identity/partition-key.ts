import { createHash } from 'node:crypto';
import type { Event, Personal } from '../event.ts';

/**
 * The key that places an event on a partition of topic `events`: the visitor when one is named, else phone, email,
 * contact, deal, and last what the event is about. Events of one visitor therefore stay in order.
 * A phone or email enters as 16 bits of a hash: enough to spread, and nothing that erasing a person would miss.
 */
export function partitionKey(event: Event): string {
  if ('visitorId' in event && event.visitorId !== null) return event.visitorId;
  if ('personal' in event) {
    const key = personalKey(event.personal);
    if (key !== null) return key;
  }
  if ('crmContactId' in event && event.crmContactId !== null) return event.crmContactId;
  if ('dealId' in event && event.dealId !== null) return event.dealId;
  switch (event.type) {
    case 'mark':
      return event.enquiryId;
    case 'call':
      return event.callId;
    case 'number':
      return event.number;
    case 'cost':
      return event.date;
    default:
      return event.key;
  }
}

function personalKey(personal: Personal): string | null {
  const value = personal.phone ?? personal.email;
  return value === null ? null : `~${createHash('sha256').update(value).digest('hex').slice(0, 4)}`;
}
