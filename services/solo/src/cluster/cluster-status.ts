import { createPipelineStatus, groupsOf, type PipelineStatus } from '@throughline/attribution';
import type { EventLog } from '@throughline/event-log';
import type { Lifecycle } from '@throughline/runtime';
import type { Epoch } from '@throughline/settings';
import type { Cluster } from './open-cluster.ts';

interface View {
  readonly epoch: number;
  readonly log: EventLog;
  readonly status: PipelineStatus;
}

const DOOR_MS = 2_000;
/** A door that does not answer may hold any number; one is the least that is not caught up. */
const UNKNOWN = 1;

/**
 * Status of a line whose partitions may grow. Nobody writes to a new partition before the epoch that begins it stands in the
 * settings, so they are read first, and in a new epoch the log is opened anew: the client's notes of what partitions there
 * are may be older, and what stands on one that is not known would count as caught up.
 */
export function clusterStatus(cluster: Cluster, parts: Lifecycle): PipelineStatus {
  const { settings, config, now, openLog } = cluster;
  let opening: Promise<View> | null = null;
  const open = async (epoch: Epoch): Promise<View> => {
    const log = await openLog(epoch);
    return { epoch: epoch.number, log, status: createPipelineStatus(log, groupsOf(config.CLICKHOUSE_DATABASE), now) };
  };

  async function change(before: Promise<View> | null, epoch: Epoch): Promise<View> {
    const view = await open(epoch);
    await before?.then(({ log }) => log.close()).catch(() => undefined);
    return view;
  }

  async function present(): Promise<PipelineStatus> {
    await settings.refresh();
    const epoch = cluster.epoch();
    const before = opening;
    const view = await before?.catch(() => null);
    // Another question may have begun to open it meanwhile.
    if (view?.epoch !== epoch.number && opening === before) opening = change(before, epoch);
    return (await (opening ??= change(null, epoch))).status;
  }

  /** Requests that were accepted and stand on their door's disk only; null when a door does not say. */
  async function unforwarded(): Promise<number | null> {
    try {
      const doors = config.WEBHOOK_DOORS ?? [];
      const counts = await Promise.all(
        doors.map(async (door) => {
          const answer = await fetch(new URL('/v1/forwarding', door), { signal: AbortSignal.timeout(DOOR_MS) });
          return ((await answer.json()) as { waiting: number }).waiting;
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    } catch {
      return null;
    }
  }

  parts.onStop('status', async () => opening?.then(({ log }) => log.close()).catch(() => undefined));
  return {
    async status() {
      // First, as everything: what was forwarded when the door was asked is on the log when that is.
      const waiting = await unforwarded();
      const status = await (await present()).status();
      return {
        ...status,
        lag: { ...status.lag, forward: waiting ?? UNKNOWN },
        caught_up: status.caught_up && waiting === 0,
      };
    },
    caughtUp: async (position) => (await present()).caughtUp(position),
  };
}
