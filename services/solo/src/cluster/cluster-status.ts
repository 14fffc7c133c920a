import { createPipelineStatus, groupsOf, type PipelineStatus } from '@throughline/attribution';
import type { EventLog } from '@throughline/event-log';
import type { Lifecycle } from '@throughline/runtime';
import type { Epoch } from '@throughline/settings';
import type { Cluster } from './open-cluster.ts';
import { withDoors } from './with-doors.ts';

interface View {
  readonly epoch: number;
  readonly database: string;
  readonly log: EventLog;
  readonly status: PipelineStatus;
}

/**
 * Status of a line whose partitions may grow. Nobody writes to a new partition before the epoch that begins it stands in the
 * settings, so they are read first, and in a new epoch the log is opened anew: the client's notes of what partitions there
 * are may be older, and what stands on one that is not known would count as caught up.
 *
 * @param database the one that questions go to
 */
export function clusterStatus(cluster: Cluster, database: () => string, parts: Lifecycle): PipelineStatus {
  const { settings, config, now, openLog } = cluster;
  let opening: Promise<View> | null = null;
  const open = async (epoch: Epoch, name: string): Promise<View> => {
    const log = await openLog(epoch);
    return { epoch: epoch.number, database: name, log, status: createPipelineStatus(log, groupsOf(name), now) };
  };

  async function change(before: Promise<View> | null, epoch: Epoch, name: string): Promise<View> {
    const view = await open(epoch, name);
    await before?.then(({ log }) => log.close()).catch(() => undefined);
    return view;
  }

  async function present(): Promise<PipelineStatus> {
    await settings.refresh();
    const epoch = cluster.epoch();
    const name = database();
    const before = opening;
    const view = await before?.catch(() => null);
    // Another question may have begun to open it meanwhile.
    const isPresent = view?.epoch === epoch.number && view.database === name;
    if (!isPresent && opening === before) opening = change(before, epoch, name);
    return (await (opening ??= change(null, epoch, name))).status;
  }

  parts.onStop('status', async () => opening?.then(({ log }) => log.close()).catch(() => undefined));
  return withDoors(
    {
      status: async () => (await present()).status(),
      caughtUp: async (position) => (await present()).caughtUp(position),
    },
    config.WEBHOOK_DOORS ?? [],
  );
}
