/** Typed errors of the warehouse; `code` is stable and may be shown or counted. */
export class WarehouseError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Another process works on this data directory: chDB allows one process per directory. */
export class WarehouseLockedError extends WarehouseError {
  readonly path: string;
  /** Process id of the holder, when the directory says it. */
  readonly pid: number | null;
  constructor(path: string, pid: number | null, options?: ErrorOptions) {
    const holder = pid === null ? 'Another process' : `Another process (id ${pid})`;
    super(
      'warehouse_locked',
      `${holder} is already using the data directory ${path}. Stop it, or choose another directory.`,
      options,
    );
    this.path = path;
    this.pid = pid;
  }
}

/** The directory or server could not be opened, for a reason other than a lock. */
export class WarehouseOpenError extends WarehouseError {
  constructor(message: string, options?: ErrorOptions) {
    super('warehouse_open_failed', message, options);
  }
}

/** The warehouse was closed before or while the call waited. */
export class WarehouseClosedError extends WarehouseError {
  constructor() {
    super('warehouse_closed', 'The warehouse is closed.');
  }
}

/** Why the warehouse cannot be used now; a closed set, to be shown and counted. */
export type UnavailableReason =
  /** Nobody listens at its address, or the address is unknown. */
  | 'no_connection'
  /** No answer came in time. */
  | 'no_answer'
  /** The connection or the answer broke off: the statement may have been carried out. */
  | 'broken_answer'
  /** Something between us and the server answers in its place that it is not there. */
  | 'gateway'
  /** What answers is no ClickHouse. */
  | 'not_clickhouse'
  | 'credentials'
  /** The user lacks a grant. */
  | 'access'
  | 'read_only'
  | 'too_many_parts'
  | 'no_space'
  | 'overloaded'
  /** A replica that has lost its keeper. */
  | 'keeper'
  /** Files of its tables are gone or are not what was written. */
  | 'damaged';

/**
 * The warehouse cannot be used now, for a reason that has nothing to do with the statement: what failed is to be tried
 * again as it is. Its message is one line that says what is wrong and what to do.
 */
export class WarehouseUnavailableError extends WarehouseError {
  readonly reason: UnavailableReason;
  constructor(reason: UnavailableReason, message: string, options?: ErrorOptions) {
    super('warehouse_unavailable', message, options);
    this.reason = reason;
  }
}

/** A statement exceeded its time or memory limit and was stopped by the engine. */
export class QueryLimitError extends WarehouseError {
  readonly limit: 'time' | 'memory';
  constructor(limit: 'time' | 'memory', message: string, options?: ErrorOptions) {
    super('query_limit', message, options);
    this.limit = limit;
  }
}

/** The engine refused a statement; `engineCode` is ClickHouse's own number. */
export class QueryError extends WarehouseError {
  readonly engineCode: number | null;
  constructor(engineCode: number | null, message: string, options?: ErrorOptions) {
    super('query_failed', message, options);
    this.engineCode = engineCode;
  }
}

/** The applied migrations and the files disagree; nothing was changed. */
export class MigrationError extends WarehouseError {
  readonly version: number;
  constructor(code: 'migration_changed' | 'migration_unknown' | 'migration_order', version: number, message: string) {
    super(code, message);
    this.version = version;
  }
}
