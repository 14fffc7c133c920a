import { KafkaJSError } from 'kafkajs';
import { LogUnavailableError } from '../event-log.ts';

/**
 * Awaits what a broker answers.
 * @param what what is asked of it, for the message
 * @throws LogUnavailableError in place of every error of the client; others as they are
 */
export async function reach<T>(what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof KafkaJSError ? unavailable(what, error) : error;
  }
}

export function unavailable(what: string, cause: unknown): LogUnavailableError {
  return new LogUnavailableError(`Kafka: ${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
}
