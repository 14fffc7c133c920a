import type { Kafka, Message, Producer } from 'kafkajs';
import { unavailable } from './kafka-failure.ts';

/** Messages of one partition, in order. */
export type Portion = readonly [partition: number, messages: readonly Message[]];

/** Sends to one topic, one call at a time. */
export interface Sender {
  /**
   * Resolves when every message is on all in-sync replicas, with the offset of each portion's first.
   * @throws LogUnavailableError; portions may have been made durable all the same, as with any lost answer
   */
  send(portions: readonly Portion[]): Promise<ReadonlyMap<number, number>>;
  close(): Promise<void>;
}

/** The broker has lost, or never had, the count of what this producer sent: it will take no more from it. */
const COUNT_LOST = ['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'];
/** A leader that falls is replaced within this many tries, with pauses of up to a second. */
const RETRY = { retries: 10 };
const IN_SYNC_MS = 10_000;
const ALL_IN_SYNC = -1;

/**
 * An idempotent producer that is replaced after any failure: what became of the batch is unknown, and the next one would
 * go out under the same sequence number, so the broker could take it for the one before and acknowledge what it never
 * wrote.
 */
export function createSender(topic: string, newClient: () => Kafka): Sender {
  let producer: Producer | null = null;

  async function connected(): Promise<Producer> {
    if (producer !== null) return producer;
    const fresh = newClient().producer({
      idempotent: true,
      retry: RETRY,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await fresh.connect();
    return (producer = fresh);
  }

  async function close(): Promise<void> {
    const old = producer;
    producer = null;
    await old?.disconnect().catch(() => undefined);
  }

  async function attempt(portions: readonly Portion[], into: Map<number, number>): Promise<void> {
    const current = await connected();
    const messages = portions.flatMap(([, of]) => of);
    const answers = await current.send({ topic, acks: ALL_IN_SYNC, timeout: IN_SYNC_MS, messages });
    const before = into.size;
    for (const { partition, baseOffset } of answers)
      if (baseOffset !== undefined && !into.has(partition)) into.set(partition, Number(baseOffset));
    if (into.size === before) throw new Error('no partition answered');
  }

  return {
    close,
    async send(portions) {
      const bases = new Map<number, number>();
      let fresh = producer === null;
      for (;;) {
        // A leader that moves between two tries of the client can leave its portion unsent and unmentioned.
        const unanswered = portions.filter(([partition]) => !bases.has(partition));
        if (unanswered.length === 0) return bases;
        try {
          await attempt(unanswered, bases);
        } catch (error) {
          await close();
          if (fresh || !isCountLost(error)) throw unavailable(`append to "${topic}"`, error);
          fresh = true;
        }
      }
    },
  };
}

function isCountLost(error: unknown): boolean {
  return error instanceof Error && 'type' in error && COUNT_LOST.includes(String(error.type));
}
