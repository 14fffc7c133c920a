import { Kafka, logLevel } from 'kafkajs';
import { connectSocket } from './connect-socket.ts';

export interface KafkaConnection {
  /** `host:port` of brokers to begin with; the others are found through them. */
  readonly brokers: readonly string[];
  /** Name of this process in the brokers' logs. */
  readonly clientId: string;
  /** Told what the client calls an error: lost connections, leaders that moved. It goes on by itself. */
  readonly onTrouble?: (message: string) => void;
}

/** About a second without any broker; the client's own loops nest, so a question may take several times that. */
const RETRY = { initialRetryTime: 100, multiplier: 2, maxRetryTime: 1_000, retries: 3 };
const CONNECTION_MS = 3_000;
const REQUEST_MS = 15_000;

/**
 * A client of its own for each producer and each subscription: clients of one object share their notes of committed
 * offsets, and two consumers of a group would delete each other's.
 */
export function createClient({ brokers, clientId, onTrouble }: KafkaConnection): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: CONNECTION_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
    socketFactory: connectSocket,
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ log }) =>
        onTrouble?.(log.message),
  });
}
