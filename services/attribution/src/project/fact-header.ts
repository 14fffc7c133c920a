import type { FactHeader } from '@throughline/domain';
import { contentHash, eventId, type Event } from '@throughline/events';
import { isBot } from '@throughline/lookups';
import { e164 } from './person-nodes.ts';
import type { ProjectContext } from './project-context.ts';

/** An event with the time at which its content entered the log. */
export interface KnownEvent<E extends Event = Event> {
  readonly event: E;
  /** Epoch milliseconds. */
  readonly knownAt: number;
}

export const factHeader = ({ event, knownAt }: KnownEvent, context: ProjectContext): FactHeader => ({
  eventId: eventId(context.hashKey, event),
  contentHash: contentHash(event),
  id: event.id,
  source: event.source,
  at: event.occurredAt,
  knownAt,
  generation: event.generation,
  retracted: event.retracted,
  claim: event.claim,
  excluded: excludedOf(event, context),
});

/** Why an event counts for nothing; the first reason that holds. Page views and costs know none but the test mark. */
function excludedOf(event: Event, context: ProjectContext): FactHeader['excluded'] {
  if (event.test) return 'provider_test';
  if (event.type === 'visit' && isBot(event.userAgent)) return 'bot';
  if ('personal' in event) {
    const { ip, phone } = event.personal;
    if (ip !== null && context.isOwnAddress(ip)) return 'address';
    const number = e164(phone, context.country);
    if (number !== null && context.isOwnPhone(number)) return 'phone';
  }
  const visitorId = 'visitorId' in event ? event.visitorId : null;
  return visitorId !== null && context.isOwnVisitor(visitorId) ? 'visitor' : '';
}
