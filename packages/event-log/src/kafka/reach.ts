import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { unavailable } from './kafka-failure.ts';

// Of a module in the older format Node sees only the names that are exported plainly.
const { KafkaJSError, KafkaJSProtocolError } = kafkajs;

/** What was just made or moved is not known to every broker at once. */
const PAUSES_MS = [50, 200, 500, 1_000, 2_000];

/**
 * Asks the brokers, and again when they answer that they do not know yet.
 * @param what what is asked of them, for the message
 * @throws LogUnavailableError in place of every error of the client; others as they are
 */
export async function reach<T>(what: string, ask: () => Promise<T>): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isOfClient(error)) throw error;
      const pause = PAUSES_MS[turn];
      if (pause === undefined || !isPassing(error)) throw unavailable(what, error);
      await sleep(pause);
    }
  }
}

/** The client trips over an answer that never came when a broker goes away at the wrong moment: a TypeError of its own. */
const isOfClient = (error: unknown): error is Error => error instanceof KafkaJSError || error instanceof TypeError;

const isPassing = (error: unknown): boolean => error instanceof KafkaJSProtocolError && error.retriable;
