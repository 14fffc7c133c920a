import './buffer-text.ts';
import { NO_PERSONAL, sliceEncoder } from '@throughline/events';
import type { NewRecord } from '@throughline/event-log';
import { isWithinClock } from '../reading/event-header.ts';
import type { Reading } from '../reading/reading.ts';
import { ABSENT, createEventScanner, NULL } from './event-scanner.ts';
import { scanTime } from './scan-time.ts';

/** Members of visits and pages with the greatest length that `types/browsing.ts` gives them. */
const MOST = {
  ...{ type: 5, id: 256, at: 24, visitor_id: 256, visit_id: 256 },
  ...{ url: 8_192, referrer: 8_192, user_agent: 4_096, ip: 64, title: 2_048 },
} as const;
type Name = keyof typeof MOST;
const NAMES = Object.keys(MOST) as Name[];
const LIMITS = Object.values(MOST);
const slot = (name: Name): number => NAMES.indexOf(name);

const TYPE = slot('type');
const ID = slot('id');
const AT = slot('at');
const VISITOR = slot('visitor_id');
const VISIT = slot('visit_id');
const URL = slot('url');
const REQUIRED = [ID, AT, VISITOR, URL];
const OF_VISITS_ONLY = [slot('referrer'), slot('user_agent'), slot('ip')];
const TITLE = slot('title');

const SHARED = { key: ID, id: ID, visitorId: VISITOR, visitId: VISIT, url: URL };
const encodeVisit = sliceEncoder('visit', {
  ...SHARED,
  ...{ referrer: slot('referrer'), userAgent: slot('user_agent'), 'personal.ip': slot('ip') },
});
const encodePage = sliceEncoder('page', { ...SHARED, title: TITLE });

/** Reads the events of one request from its bytes. */
export interface BrowsingScanner {
  /** The position after the event that begins at `position`; -1 when it is to be read the ordinary way. */
  scan(source: Buffer, position: number): number;
  /** The event last scanned. */
  record(): NewRecord;
}

/**
 * Visits and page views with `id` and `at`, nothing unknown and nothing wrong: nearly all of what arrives. Everything
 * else is read by `read-event.ts`, which this must equal byte for byte wherever it does not give up (a property test).
 */
export function createBrowsingScanner(reading: Reading): BrowsingScanner {
  const record = {
    ...{ workspace: reading.workspace.id, source: 'api', occurredAt: 0, receivedAt: reading.receivedAt },
    ...{ settingsVersion: reading.workspace.settingsVersion, generation: 0, retracted: false, claim: false, test: false },
    ...{ filled: [], raw: null, extra: null, personal: NO_PERSONAL },
  };
  let isVisit = false;

  return {
    scan(source, position) {
      const after = SCANNER.scan(source, position);
      if (after < 0 || !lengthsFit()) return -1;
      isVisit = ends[TYPE] === (starts[TYPE] ?? 0) + 5 && isWordAt(source, starts[TYPE] ?? 0, 'visit');
      if (!isVisit && !(ends[TYPE] === (starts[TYPE] ?? 0) + 4 && isWordAt(source, starts[TYPE] ?? 0, 'page'))) return -1;
      if (!fieldsFit(isVisit)) return -1;
      record.occurredAt = scanTime(source, starts[AT] ?? 0, ends[AT] ?? 0);
      return isWithinClock(record.occurredAt, reading.receivedAt) ? after : -1;
    },
    record: () => ({
      key: SCANNER.source.utf8Slice(starts[VISITOR] ?? 0, ends[VISITOR] ?? 0),
      value: isVisit ? encodeVisit(record, SCANNER) : encodePage(record, SCANNER),
    }),
  };
}

/** One for all requests: between a scan and its record nothing else runs. */
const SCANNER = createEventScanner(NAMES);
const { starts, ends } = SCANNER;

/** Bytes are at least as many as characters: what is too long here may still fit, and is read the ordinary way. */
function lengthsFit(): boolean {
  for (let index = 0; index < LIMITS.length; index++) {
    if ((ends[index] ?? 0) - (starts[index] ?? 0) > (LIMITS[index] ?? 0)) return false;
  }
  return true;
}

function fieldsFit(visit: boolean): boolean {
  for (const required of REQUIRED) if (isEmpty(required)) return false;
  if (visit) {
    if (ends[TITLE] !== ABSENT) return false; // a title is no field of visits: it goes to `extra`
    if (isEmpty(VISIT)) {
      starts[VISIT] = starts[ID] ?? 0;
      ends[VISIT] = ends[ID] ?? 0;
    }
    for (const optional of OF_VISITS_ONLY) if (isEmpty(optional)) ends[optional] = ABSENT;
    return true;
  }
  for (const foreign of OF_VISITS_ONLY) if (ends[foreign] !== ABSENT) return false;
  if (isEmpty(TITLE)) ends[TITLE] = ABSENT;
  return !isEmpty(VISIT);
}

/** Absent, null, or a text without characters: all count as absent. */
function isEmpty(index: number): boolean {
  const end = ends[index] ?? NULL;
  return end < 0 || end === starts[index];
}

function isWordAt(source: Buffer, position: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) if (source[position + index] !== word.charCodeAt(index)) return false;
  return true;
}
