import { TOPICS, type Event } from '@throughline/events';
import { appendPacked } from '@throughline/event-log';
import { packEvents } from '../routes/pack-events.ts';
import { unavailable } from '../routes/post-statements.ts';
import type { CollectDeps } from './collect-deps.ts';

/**
 * Makes claims durable, those that were not stored lately.
 * @throws Problem 503 when the log does not take them
 */
export async function storeClaims(claims: readonly Event[], { log, recent, counts }: CollectDeps): Promise<void> {
  const ids = claims.map(({ workspace, source, type, key }) => JSON.stringify([workspace, source, type, key]));
  await recent
    .once(ids, async (fresh) => {
      const events = fresh.flatMap((place) => claims[place] ?? []);
      await appendPacked(log, TOPICS.events, packEvents(events));
      counts.accepted(fresh.length);
    })
    .catch(unavailable);
}
