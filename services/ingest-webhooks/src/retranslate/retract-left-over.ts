import { decodeEvent, encodeEvent, partitionKey, TOPICS, type Event } from '@throughline/events';
import { readPages, type EventLog } from '@throughline/event-log';
import { placeOf } from './place-of.ts';

/** What the new translation has made of the requests of the range. */
interface Translated {
  /** Positions of the requests read again (`placeOf`). */
  readonly requests: ReadonlySet<string>;
  /** Events they yield (`<type>/<key>`). */
  readonly yielded: ReadonlySet<string>;
}

/** Under which generation and settings events are withdrawn. */
interface As {
  readonly generation: number;
  readonly settingsVersion: number;
}

/**
 * Withdraws what the requests yielded under an older generation and yield no more. What another request yielded too
 * stands, and so does what the provider's API answered: its answers are not kept, so nothing can be said of them anew.
 * @returns how many
 */
export async function retractLeftOver(
  source: string,
  { requests, yielded }: Translated,
  as: As,
  eventLog: EventLog,
): Promise<number> {
  const leftOver = new Map<string, Event>();
  const elsewhere = new Set<string>();
  for (const [partition, end] of (await eventLog.endOffsets(TOPICS.events)).entries()) {
    for await (const page of readPages(eventLog, TOPICS.events, partition, { end })) {
      for (const { value } of page) {
        const event = decoded(value);
        if (event?.source !== source || isOfApi(event)) continue;
        const id = `${event.type}/${event.key}`;
        if (yielded.has(id)) continue;
        if (event.raw === null || !requests.has(placeOf(event.raw))) elsewhere.add(id);
        else if (event.generation < as.generation || event.retracted) leftOver.set(id, newer(leftOver.get(id), event));
      }
    }
  }
  const withdrawn = [...leftOver].filter(([id, event]) => !elsewhere.has(id) && !event.retracted);
  const records = withdrawn.map(([, event]) => ({ ...event, ...as, retracted: true }));
  const encoded = records.map((event) => ({ key: partitionKey(event), value: encodeEvent(event) }));
  if (encoded.length > 0) await eventLog.append(TOPICS.events, encoded);
  return encoded.length;
}

/** The generation of what was read back is odd (`generationOf`). */
const isOfApi = ({ generation }: Event): boolean => generation % 2 === 1;

const newer = (known: Event | undefined, event: Event): Event =>
  known === undefined || event.generation >= known.generation ? event : known;

/** Null for a record of another program, or of a newer release. */
function decoded(value: Uint8Array): Event | null {
  try {
    return decodeEvent(value);
  } catch {
    return null;
  }
}
