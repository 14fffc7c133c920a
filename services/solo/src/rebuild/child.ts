import { lineSettings } from '@throughline/attribution';
import { openLogReader } from '@throughline/event-log';
import { RULES_HASH } from '@throughline/lookups';
import { openSettings, pinRules } from '@throughline/settings';
import { createWarehouse } from '@throughline/warehouse';
import { SOLO_TOPICS } from '../solo-topics.ts';
import { fillWarehouse } from './fill-warehouse.ts';
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

const tell = (news: ChildNews): void => void process.send?.(news);

async function build(order: ChildOrder): Promise<RebuildProgress> {
  const log = openLogReader(order.log, SOLO_TOPICS);
  const settings = await openSettings(
    { ...log, append: () => Promise.reject(new Error('a rebuild writes no settings')) },
    Buffer.from(order.masterKey, 'base64'),
  );
  const warehouse = await createWarehouse({ kind: 'chdb', path: order.warehouse });
  await warehouse.migrate();
  const rules = lineSettings(pinRules(settings, await settings.stateAt(order.settings)), RULES_HASH);
  let last = { events: 0, total: 0, candidates: 0, record: [] as readonly number[] };
  const result = await fillWarehouse({
    log,
    warehouse,
    rules,
    onProgress: (events, total) => tell({ kind: 'progress', progress: (last = { ...last, events, total }) }),
  });
  await warehouse.close();
  settings.stop();
  await log.close();
  return { ...last, events: result.events, candidates: result.candidates, record: result.record };
}
