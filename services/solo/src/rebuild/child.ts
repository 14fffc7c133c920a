import { availableParallelism } from 'node:os';
import { lineSettings, localSteps, rebuildWarehouse, threadSteps } from '@throughline/attribution';
import { TOPICS } from '@throughline/events';
import { openLogReader } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { openSettings } from '@throughline/settings';
import { createWarehouse } from '@throughline/warehouse';
import { SOLO_TOPICS } from '../solo-topics.ts';
import type { ChildNews, ChildOrder, RebuildProgress } from './run-in-child.ts';

/** The child process of a rebuild: reads the parent's log without locking it, writes a warehouse of its own. */
process.once('message', (order: ChildOrder) => {
  build(order)
    .then((progress) => tell({ kind: 'done', progress }))
    .catch((error: unknown) =>
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => process.disconnect());
});
// A parent that died has no use for the rest.
process.once('disconnect', () => process.exit(0));

/** Threads that project and credit; the engine has its own. Each keeps the facts it walks over in memory, once all are there. */
const MOST_THREADS = Math.min(4, availableParallelism());
/** Fewer are done before another thread has begun: that takes it 0.3 s (measured). */
const EVENTS_A_THREAD = 10_000;

const tell = (news: ChildNews): void => void process.send?.(news);

async function build(order: ChildOrder): Promise<RebuildProgress> {
  const log = openLogReader(order.log, SOLO_TOPICS);
  const settings = await openSettings(
    { ...log, append: () => Promise.reject(new Error('a rebuild writes no settings')) },
    Buffer.from(order.masterKey, 'base64'),
  );
  const warehouse = await createWarehouse({ kind: 'chdb', path: order.warehouse });
  await warehouse.migrate();
  const ofLine = lineSettings(settings, RULES_HASH);
  const events = (await log.endOffsets(TOPICS.events)).reduce((sum, end) => sum + end, 0);
  const threads = Array.from({ length: Math.min(MOST_THREADS, Math.floor(events / EVENTS_A_THREAD)) }, () =>
    threadSteps(warehouse, ofLine),
  );
  let last = { events: 0, total: 0, candidates: 0, record: [] as readonly number[] };
  const result = await rebuildWarehouse({
    log,
    warehouse,
    steps: threads.length > 0 ? threads : [localSteps({ warehouse, settings: ofLine })],
    workspaces: [...ofLine.state().workspaces.keys()],
    onProgress: (events, total) => tell({ kind: 'progress', progress: (last = { ...last, events, total }) }),
  });
  await Promise.all(threads.map((thread) => thread.stop()));
  await warehouse.close();
  settings.stop();
  await log.close();
  return { ...last, events: result.events, candidates: result.candidates, record: result.record };
}
