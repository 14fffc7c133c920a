export type {
  Batch,
  EventLog,
  LogRecord,
  NewRecord,
  Position,
  SubscribeOptions,
  Subscription,
  TopicConfig,
} from './event-log.ts';
export { LogUnavailableError, type LogUnavailableReason } from './event-log.ts';
export { LogClosedError, LogCorruptedError, LogLockedError, TopicConfigError, UnknownTopicError } from './errors.ts';
export { partitionOf } from './partition-of.ts';
export { appendPacked } from './packed/append-packed.ts';
export type { PackedRecords } from './packed/packed-records.ts';
export { RecordPacker, type KeySlice, type WriteValue } from './packed/record-packer.ts';
export type { Retained } from './local/record-store.ts';
export { createMemoryLog, type MemoryLogOptions } from './memory/create-memory-log.ts';
export { createMemoryStorage, type MemoryStorage } from './memory/memory-storage.ts';
export { openLogReader, type LogReader } from './embedded/open-log-reader.ts';
export { createEmbeddedLog, type EmbeddedLogOptions } from './embedded/create-embedded-log.ts';
export { observeLog, type LogObserver } from './observed/observe-log.ts';
export { openSpool, type SpoolOptions } from './spool/open-spool.ts';
export type { DrainOptions, Spool, SpoolBatch, Waiting } from './spool/spool.ts';
export type { KafkaConnection } from './kafka/kafka-client.ts';
export { createKafkaLog, type KafkaLogOptions } from './kafka/create-kafka-log.ts';
export { createKafkaAdmin, type KafkaAdmin } from './kafka/create-kafka-admin.ts';
export { inspectKafka, type KafkaReport, type TopicReport } from './kafka/inspect-kafka.ts';
export { readPages } from './read-pages.ts';
