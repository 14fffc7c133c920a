/** A stored block is torn, altered or missing: reading stops there, nothing is skipped silently. Restore from a backup. */
export class LogCorruptedError extends Error {
  readonly code = 'log_corrupted';
  readonly topic: string;
  readonly partition: number;
  /** First offset that cannot be read. */
  readonly offset: number;

  constructor(topic: string, partition: number, offset: number, what: string) {
    super(`Topic "${topic}", partition ${partition}, offset ${offset}: ${what}`);
    this.name = 'LogCorruptedError';
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
  }
}

/** Another process (or another log of this process) owns the directory. */
export class LogLockedError extends Error {
  readonly code = 'log_locked';

  constructor(message: string) {
    super(message);
    this.name = 'LogLockedError';
  }
}

/** The topic was not configured when the log was opened. A bug of the caller. */
export class UnknownTopicError extends Error {
  readonly code = 'unknown_topic';

  constructor(topic: string) {
    super(`Topic "${topic}" is not configured`);
    this.name = 'UnknownTopicError';
  }
}

/** A topic is not what its configuration asks for, and cannot be made so: its partitions, or how long it is kept. */
export class TopicConfigError extends Error {
  readonly code = 'topic_config';

  constructor(message: string) {
    super(message);
    this.name = 'TopicConfigError';
  }
}

/** The log was closed. */
export class LogClosedError extends Error {
  readonly code = 'log_closed';

  constructor() {
    super('The event log is closed');
    this.name = 'LogClosedError';
  }
}
