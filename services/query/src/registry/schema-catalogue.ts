import { TOPICS, type ReleasedSchema } from '@throughline/events';

/** A released schema as registries number it. */
export interface RegisteredSchema {
  /** The number in the header of a record on topic `events`. */
  readonly id: number;
  readonly subject: string;
  readonly version: number;
  readonly schema: object;
}

/**
 * Subject of a schema: the topic holds events of many types, so a subject is a topic and a type in it
 * (Confluent's TopicRecordNameStrategy).
 */
export const subjectOf = ({ schema }: ReleasedSchema): string =>
  `${TOPICS.events}-${schema.namespace === undefined ? '' : `${schema.namespace}.`}${schema.name}`;

/** In the order of ids. */
export const schemaCatalogue = (schemas: readonly ReleasedSchema[]): RegisteredSchema[] =>
  schemas
    .map((released) => ({
      id: released.id,
      subject: subjectOf(released),
      version: released.version,
      schema: released.schema,
    }))
    .sort((a, b) => a.id - b.id);
