import type { Event } from '@throughline/events';
import type { Site } from '@throughline/settings';
import { compileEventReader } from '../reading/compile-event-reader.ts';
import { openHeader } from '../reading/event-header.ts';
import { isObject } from '../reading/json-object.ts';
import type { Reading } from '../reading/reading.ts';
import { CLAIM_TABLES } from './claim-tables.ts';
import { hostOfUrl, isHostOf } from './page-host.ts';

/** What the request itself says, whatever its beacon states. */
export interface BeaconSender {
  readonly site: Site;
  /** For events that name no visitor. */
  readonly visitor: string;
  /** A visitor the page made up because it remembered none, and whom the cookie knows better; null = keep what is stated. */
  readonly replaced: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Milliseconds before its receipt that an event may have happened. */
export const MOST_ELAPSED_MS = 86_400_000;

const COMMON = ['type', 'id', 'extra'] as const;
const READERS = new Map<unknown, ReturnType<typeof compileEventReader>>(
  CLAIM_TABLES.map((table) => [table.type, compileEventReader(table, COMMON)]),
);
const TYPES = `Must be one of: ${CLAIM_TABLES.map((table) => table.type).join(', ')}.`;

/**
 * Reads one event of a beacon as a claim; null when it is not acceptable, then `reading.rejection` says why. It happened
 * `elapsed` milliseconds before its receipt: a browser's clock may be wrong by hours, so `at` is not asked. Ids of events
 * and visits get the site's name in front, so that no page can speak of what others sent.
 */
export function readClaim(raw: unknown, reading: Reading, index: number, sender: BeaconSender): Event | null {
  reading.begin(index);
  if (!isObject(raw)) return reading.fail('', 'not_object', 'An event is a JSON object.');
  const { type, at: _clock, elapsed, withdraw, ...stated } = raw;
  const read = READERS.get(type);
  if (read === undefined) return reading.fail('/type', 'unknown_type', TYPES);
  if (withdraw !== undefined && withdraw !== false && withdraw !== null)
    return reading.fail('/withdraw', 'invalid_value', 'A page withdraws nothing.');
  const claim: Record<string, unknown> = { type, ...stated, visitor_id: visitorOf(stated['visitor_id'], sender) };
  if (type === 'visit') Object.assign(claim, { ip: sender.ip, user_agent: sender.userAgent });
  const seen = openHeader(claim, reading);
  reading.at = reading.receivedAt - elapsedOf(elapsed, reading);
  const event = read(claim, reading, seen);
  if (event === null) return null;
  if ((event.type === 'visit' || event.type === 'page') && !isHostOf(sender.site, hostOfUrl(event.url)))
    return reading.fail('/url', 'host_not_listed', 'The host of the page is not one of the site.');
  return claimed(event, sender.site);
}

/** The name of the site in front of an id, as a source stands in front of its provider's. */
const publicId = (site: Site, id: string): string => `${site.id}/${id}`;

function claimed(event: Event, site: Site): Event {
  const header = { source: site.id, id: publicId(site, event.key), claim: true };
  return event.type === 'visit' || event.type === 'page'
    ? { ...event, ...header, visitId: publicId(site, event.visitId) }
    : { ...event, ...header };
}

function visitorOf(stated: unknown, { visitor, replaced }: BeaconSender): unknown {
  return stated === undefined || stated === null || stated === '' || stated === replaced ? visitor : stated;
}

function elapsedOf(elapsed: unknown, reading: Reading): number {
  if (elapsed === undefined || elapsed === null) return 0;
  if (typeof elapsed === 'number' && elapsed >= 0 && elapsed <= MOST_ELAPSED_MS) return Math.round(elapsed);
  reading.fail('/elapsed', 'out_of_range', `Must be milliseconds from 0 to ${MOST_ELAPSED_MS}.`);
  return 0;
}
