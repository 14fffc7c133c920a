import type { AmountRefusal, NormalisePhone } from '@throughline/domain';

/** Why one event of a request is not accepted. `pointer` is a JSON pointer into the event. */
export interface Rejection {
  readonly pointer: string;
  readonly code: RejectionCode;
  readonly detail: string;
}

/** The closed set of reasons, counted each. */
export type RejectionCode =
  | 'not_object'
  | 'unknown_type'
  | 'required'
  | 'not_text'
  | 'not_boolean'
  | 'not_number'
  | 'not_list'
  | 'too_long'
  | 'too_deep'
  | 'too_many'
  | 'invalid_text'
  | 'invalid_name'
  | 'invalid_value'
  | 'invalid_time'
  | 'invalid_date'
  | 'clock_out_of_range'
  | AmountRefusal
  | 'out_of_range'
  | 'identifiers_missing'
  | 'host_not_listed';

/** What the door knows of the workspace it writes for. */
export interface WorkspaceView {
  readonly id: string;
  readonly timeZone: string;
  /** ISO 3166 code in whose format phones without `+` are read. */
  readonly country: string;
  readonly currency: string;
  /** Version of the settings this view was made from. */
  readonly settingsVersion: number;
}

export interface ReadingRequest {
  readonly workspace: WorkspaceView;
  readonly receivedAt: number;
  readonly normalisePhone: NormalisePhone;
  /** False when no text of the request can hold a NUL or a lone surrogate (its bytes have no `\u` escape). */
  readonly checkText: boolean;
  /** What ids of statements without id and time are made of: the Idempotency-Key, else something random. Asked at need. */
  readonly statement: () => string;
}

const NOTHING: readonly string[] = Object.freeze([]);

/**
 * The state of reading one request's events, one after the other: what the request fixes, and what the fields of the
 * present event left for each other (its currency, its phone, what was filled in, the first thing wrong with it).
 */
export class Reading {
  readonly workspace: WorkspaceView;
  readonly receivedAt: number;
  readonly normalisePhone: NormalisePhone;
  readonly checkText: boolean;
  readonly #statement: () => string;
  #statementText: string | null = null;

  rejection: Rejection | null = null;
  filled: readonly string[] = NOTHING;
  currency: string | null = null;
  phone: string | null = null;
  phoneRaw: string | null = null;
  key = '';
  at = 0;
  extra: string | null = null;
  /** Position of the event in its request. */
  index = 0;
  /** Members that a nested object of the event did not know, by the name of the member that holds it. */
  nestedExtra: Record<string, unknown> | null = null;

  constructor(request: ReadingRequest) {
    this.workspace = request.workspace;
    this.receivedAt = request.receivedAt;
    this.normalisePhone = request.normalisePhone;
    this.checkText = request.checkText;
    this.#statement = request.statement;
  }

  /** The same text for all events of the request. */
  get statement(): string {
    return (this.#statementText ??= this.#statement());
  }

  /** Begins the next event. */
  begin(index: number): void {
    this.index = index;
    this.rejection = null;
    this.filled = NOTHING;
    this.currency = null;
    this.phone = null;
    this.phoneRaw = null;
    this.nestedExtra = null;
  }

  /** Keeps the first thing wrong with an event. Always null, so that a kind can return it as its value. */
  fail(pointer: string, code: RejectionCode, detail: string): null {
    this.rejection ??= { pointer, code, detail };
    return null;
  }

  /** Notes that the door filled something in. */
  fill(name: string): void {
    if (!this.filled.includes(name)) this.filled = [...this.filled, name];
  }
}
