/** The Avro schema shapes that the catalogue uses; a subset of Avro that the compiled codec knows. */
export type AvroSchema =
  | string
  | AvroRecord
  | { readonly type: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly type: 'array'; readonly items: AvroSchema }
  | { readonly type: 'map'; readonly values: AvroSchema }
  | { readonly type: 'long'; readonly logicalType: string }
  | readonly AvroSchema[];

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly doc?: string;
  readonly default?: unknown;
}

/** One released version of one event's schema. Never edited once it stands in the lock. */
export interface ReleasedSchema {
  /** The number on the wire. */
  readonly id: number;
  /** Type of the event (`visit`), also its folder. */
  readonly fact: string;
  /** Past-tense name (`VisitStarted`). */
  readonly name: string;
  readonly version: number;
  readonly schema: AvroRecord;
}
