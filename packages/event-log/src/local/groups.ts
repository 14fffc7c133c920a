import type { SubscribeOptions, Subscription } from '../event-log.ts';
import { consumePartition, type PartitionConsumer } from './partition-consumer.ts';
import type { RecordStore } from './record-store.ts';
import { createTurns, type Turns } from './turns.ts';

export interface Groups {
  /** @throws UnknownTopicError */
  subscribe(options: SubscribeOptions): Subscription;
  appended(topic: string, partition: number): void;
  /** Stops every subscription. */
  stop(): Promise<void>;
}

interface Member {
  readonly options: SubscribeOptions;
  readonly turns: Turns;
}
/** A member's hold on a partition; `over` when its last handler has ended and the next holder may begin. */
interface Tenure {
  readonly member: Member;
  readonly over: Promise<void>;
  end(): void;
  appended(): void;
}
interface Group {
  readonly members: Member[];
  readonly tenures: (Tenure | undefined)[];
  /** For each partition: resolves when nobody before the present holder handles it any more. */
  readonly free: Promise<void>[];
}

const emptyGroup = (partitions: number): Group => ({
  members: [],
  tenures: new Array<undefined>(partitions).fill(undefined),
  free: [],
});

/**
 * Consumer groups of one process: the partitions of a topic are dealt out to a group's subscriptions in the order they
 * joined, anew whenever one joins or stops. The next holder of a partition begins only after the former's handler has
 * ended, so a partition's records are never handled twice at once nor out of order.
 */
export function createGroups(store: RecordStore): Groups {
  const groupsOfTopic = new Map<string, Map<string, Group>>();

  function begin(member: Member, partition: number, former: Promise<void>): Tenure {
    let ended = false;
    let consumer: PartitionConsumer | undefined;
    const over = former.then(() => {
      if (ended) return;
      consumer = consumePartition(store, member.options, partition, member.turns);
      return consumer.ended;
    });
    return {
      member,
      over,
      end() {
        ended = true;
        consumer?.revoke();
      },
      appended: () => consumer?.appended(),
    };
  }

  function assign(group: Group): void {
    for (let partition = 0; partition < group.tenures.length; partition += 1) {
      const member = group.members[partition % Math.max(1, group.members.length)];
      const tenure = group.tenures[partition];
      if (tenure?.member === member) continue;
      tenure?.end();
      const former = tenure?.over ?? group.free[partition] ?? Promise.resolve();
      group.free[partition] = former;
      group.tenures[partition] = member === undefined ? undefined : begin(member, partition, former);
    }
  }

  async function leave(group: Group, member: Member): Promise<void> {
    const index = group.members.indexOf(member);
    if (index >= 0) group.members.splice(index, 1);
    const own = group.tenures.flatMap((tenure) => (tenure?.member === member ? [tenure.over] : []));
    assign(group);
    await Promise.all(own);
  }

  return {
    subscribe(options) {
      const partitions = store.partitions(options.topic);
      const groups = groupsOfTopic.get(options.topic) ?? new Map<string, Group>();
      groupsOfTopic.set(options.topic, groups);
      const group = groups.get(options.group) ?? emptyGroup(partitions);
      groups.set(options.group, group);
      const member = { options, turns: createTurns() };
      group.members.push(member);
      assign(group);
      let stopped: Promise<void> | undefined;
      return { stop: () => (stopped ??= leave(group, member)) };
    },
    appended(topic, partition) {
      for (const group of groupsOfTopic.get(topic)?.values() ?? []) group.tenures[partition]?.appended();
    },
    async stop() {
      const groups = [...groupsOfTopic.values()].flatMap((byName) => [...byName.values()]);
      await Promise.all(groups.flatMap((group) => [...group.members].map((member) => leave(group, member))));
    },
  };
}
