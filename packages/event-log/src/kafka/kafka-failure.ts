import kafkajs from 'kafkajs';
import { LogUnavailableError, type LogUnavailableReason } from '../event-log.ts';

// Of a module in the older format Node sees only the names that are exported plainly.
const { KafkaJSError } = kafkajs;

interface Kind {
  readonly reason: LogUnavailableReason;
  /** Error types of Kafka's protocol, or names of the client's errors. */
  readonly types: readonly string[];
  /** What to do. */
  readonly advice: string;
}

/** Source: Apache Kafka, "Protocol: Error Codes"; kafkajs, `src/errors.js`. */
const KINDS: readonly Kind[] = [
  {
    reason: 'no_connection',
    types: [
      'KafkaJSConnectionError',
      'KafkaJSConnectionClosedError',
      'KafkaJSBrokerNotFound',
      'KafkaJSNoBrokerAvailableError',
      'KafkaJSRequestTimeoutError',
      // Others wait for the same connection for too long.
      'KafkaJSLockTimeout',
    ],
    advice: 'start the brokers, or correct their addresses in our configuration and what they advertise',
  },
  {
    reason: 'missing_topic',
    types: ['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID', 'KafkaJSTopicMetadataNotLoaded'],
    advice: 'somebody removed it; make it again, and the warehouse from a log that is whole',
  },
  {
    reason: 'too_few_replicas',
    types: ['NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'LEADER_NOT_AVAILABLE', 'REQUEST_TIMED_OUT'],
    advice: 'too few brokers keep it; start those that are missing',
  },
  {
    reason: 'unsettled',
    types: [
      'GROUP_LOAD_IN_PROGRESS',
      'GROUP_COORDINATOR_NOT_AVAILABLE',
      'NOT_COORDINATOR_FOR_GROUP',
      'KafkaJSGroupCoordinatorNotFound',
    ],
    advice: 'the brokers have not settled since they started; if it lasts, see whether enough of them run',
  },
  {
    reason: 'access',
    types: [
      'TOPIC_AUTHORIZATION_FAILED',
      'GROUP_AUTHORIZATION_FAILED',
      'CLUSTER_AUTHORIZATION_FAILED',
      'SASL_AUTHENTICATION_FAILED',
      'KafkaJSSASLAuthenticationError',
    ],
    advice: 'the brokers deny us what we need; correct their rules or our credentials',
  },
  {
    reason: 'unreadable',
    types: ['KafkaJSNotImplemented', 'KafkaJSUnsupportedMagicByteInMessageSet', 'CORRUPT_MESSAGE'],
    advice: 'another program wrote there what cannot be read; set the topic as infra/kafka/topics.json says',
  },
];

/**
 * In one line what the brokers, or the client in their place, said, and what to do.
 * @param what what was asked of them
 */
export function unavailable(what: string, cause: unknown): LogUnavailableError {
  const kind = kindOf(cause);
  const said = `Kafka: ${what}: ${firstLine(cause)}`;
  if (kind === null) return new LogUnavailableError(said, { cause });
  return new LogUnavailableError(`${said}: ${kind.advice}`, { cause, reason: kind.reason });
}

/** The client wraps what it tried again for too long. */
function kindOf(error: unknown): Kind | null {
  for (let at = error; at instanceof KafkaJSError; at = at.cause) {
    const names = [at.name, 'type' in at ? String(at.type) : ''];
    const kind = KINDS.find(({ types }) => types.some((type) => names.includes(type)));
    if (kind !== undefined) return kind;
  }
  return null;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
