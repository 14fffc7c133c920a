import { loadSchemas, REJECT_REASONS, TOPICS, type Topic } from '@throughline/events';
import { isSecretName, SETTING_SCHEMAS } from '@throughline/settings';
import { z } from 'zod';

type JsonSchema = Readonly<Record<string, unknown>>;

export interface MessageDescription {
  readonly title: string;
  readonly summary: string;
  readonly contentType: string;
  readonly payload: JsonSchema;
  /** Kafka's side of an Avro message: where its schema's id stands. */
  readonly kafka?: JsonSchema;
  /** What AsyncAPI has no member for. */
  readonly extensions?: Readonly<Record<`x-${string}`, unknown>>;
}

export interface TopicDescription {
  readonly description: string;
  readonly key: string;
  /** By a name of their own. */
  readonly messages: Readonly<Record<string, MessageDescription>>;
}

const JSON_TYPE = 'application/json';
const AVRO = 'application/vnd.apache.avro;version=1.9.0';

const text = { type: 'string' };
const whole = { type: 'integer' };
const epochMillis = { ...whole, description: 'Epoch milliseconds, UTC' };
const object = (properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});
const nullable = (schema: JsonSchema): JsonSchema => ({ oneOf: [{ type: 'null' }, schema] });
const texts = { type: 'object', additionalProperties: text };
const position = object({ partition: whole, offset: whole });
const rejectReason = { enum: [...REJECT_REASONS] };

const workspace = { ...text, description: 'Whose data it is' };
const source = { ...text, description: 'Configured data source; `api` for first-party events' };
const requestId = {
  ...text,
  description: '`X-Request-Id` by which the request is found in the logs; empty: not known',
};
const settingsVersion = { ...whole, description: 'Version of the settings the door applied' };

const listed = {
  enum: ['backfill', 'reconciliation'],
  description: 'The body is a page of a list API, read for this; absent: a webhook',
};

/** The line in front of a webhook's body. */
const rawHeader = object({
  workspace,
  source,
  settingsVersion,
  requestId,
  request: object(
    {
      method: text,
      rest: { ...text, description: 'What follows the token in the path; of a page, the list' },
      query: text,
      headers: { ...texts, description: 'Allow-listed headers, names in lower case' },
      receivedAt: epochMillis,
      listed,
    },
    ['listed'],
  ),
});

const rejectedPart = object({
  pointer: { ...text, description: 'Which entity of the request' },
  reason: rejectReason,
  detail: text,
});

const rejectedRecord = object(
  {
    kind: { const: 'rejected' },
    workspace,
    source,
    reason: rejectReason,
    detail: text,
    parts: { type: 'array', items: rejectedPart, description: 'Entities that failed; empty: all of it' },
    receivedAt: epochMillis,
    settingsVersion,
    requestId,
    raw: { ...nullable(position), description: 'Position of the request on topic raw' },
    event: { ...nullable(position), description: 'Position of the record on topic events' },
    method: text,
    rest: text,
    query: text,
    headers: texts,
    bytes: { ...text, contentEncoding: 'base64', description: 'The original bytes' },
    listed,
  },
  ['listed'],
);

const settledRecord = object({
  kind: { const: 'settled' },
  workspace,
  source,
  settles: { ...text, description: '`<partition>-<offset>` of the rejected record' },
  outcome: { enum: ['read', 'replaced'] },
});

const readBack: MessageDescription = {
  title: 'Read-back asked for',
  summary: 'What to ask a CRM for, because its webhook said only an id.',
  contentType: JSON_TYPE,
  payload: object({
    workspace,
    source,
    settingsVersion,
    requestId,
    receivedAt: epochMillis,
    raw: nullable(position),
    entity: text,
    id: text,
    thin: {
      ...nullable(object({ event: { type: 'object' }, state: text })),
      description: 'The event of the thin message and the state it claims',
    },
    attempt: { ...whole, description: 'Rounds that have failed so far' },
  }),
};

const listRun: MessageDescription = {
  title: 'Reading of lists',
  summary:
    "How far a backfill or a reconciliation of a source is, and what it still has to ask its provider's list API.",
  contentType: JSON_TYPE,
  payload: object({
    workspace,
    source,
    run: { ...text, description: 'Unique; also the request id of its pages' },
    kind: { enum: listed.enum },
    from: epochMillis,
    to: epochMillis,
    startedAt: epochMillis,
    updatedAt: epochMillis,
    state: { enum: ['running', 'waiting', 'done', 'failed', 'cancelled'] },
    pending: { type: 'array', items: object({ list: text, params: texts }), description: 'Holds no secret' },
    pages: whole,
    items: whole,
    share: { ...nullable({ type: 'number' }), description: 'How much is read, 0 to 1' },
    waiting: nullable(object({ trouble: text, detail: text, since: epochMillis })),
  }),
};

/** A setting as the log has it: secrets are sealed texts. */
function setting(kind: keyof typeof SETTING_SCHEMAS): MessageDescription {
  const value = z.toJSONSchema(SETTING_SCHEMAS[kind], { target: 'draft-7', unrepresentable: 'any' });
  const { $schema: _, ...shape } = value as Record<string, unknown>;
  return {
    title: `Setting of a ${kind}`,
    summary: 'Replaces the former value; null removes the setting. Secret texts are sealed by the master key.',
    contentType: JSON_TYPE,
    payload: object({ kind: { const: kind }, id: text, value: nullable(sealed(shape) as JsonSchema) }),
  };
}

/** Texts named as secrets are sealed on the log: their own formats are not seen there. */
function sealed(schema: unknown, name = ''): unknown {
  if (Array.isArray(schema)) return schema.map((each) => sealed(each));
  if (typeof schema !== 'object' || schema === null) return schema;
  if (isSecretName(name) && 'type' in schema && schema.type === 'string') return { ...text, description: 'Sealed' };
  return Object.fromEntries(Object.entries(schema).map(([member, value]) => [member, sealed(value, member)]));
}

const settingMessages = Object.fromEntries(
  (Object.keys(SETTING_SCHEMAS) as (keyof typeof SETTING_SCHEMAS)[]).map((kind) => [`Setting.${kind}`, setting(kind)]),
);

/** A message for each version of each event: the file itself is the schema. */
const eventMessages = Object.fromEntries(
  loadSchemas().map(({ id, fact, name, version, schema }): [string, MessageDescription] => [
    `${name}.${version}`,
    {
      title: `${name}, version ${version}`,
      summary: schema.doc ?? '',
      contentType: 'avro/binary',
      payload: { schemaFormat: AVRO, schema: { $ref: `../schemas/${fact}/${name}/${version}.avsc` } },
      kafka: {
        schemaIdLocation: 'payload',
        schemaIdPayloadEncoding: 'confluent',
        schemaLookupStrategy: 'TopicRecordNameStrategy',
      },
      extensions: { 'x-schema-id': id },
    },
  ]),
);

/** What is on each topic, and what its records are keyed by. */
export const TOPIC_DESCRIPTIONS: Readonly<Record<Topic, TopicDescription>> = {
  [TOPICS.raw]: {
    description: 'Webhooks and pages of lists of providers, byte for byte, before anybody has understood them.',
    key: 'Id of the source',
    messages: {
      Webhook: {
        title: 'Webhook received',
        summary: 'A line of JSON about the request, a line feed, and the body as it was sent.',
        contentType: 'application/octet-stream',
        payload: { type: 'string', format: 'binary' },
        extensions: { 'x-first-line': rawHeader },
      },
    },
  },
  [TOPICS.events]: {
    description:
      "The truth: what happened, as one sender said it, kept for ever. Confluent's wire format: 0, id, Avro.",
    key: 'The visitor when one is named; else `~` and 16 bits of a hash of phone or e-mail; else contact, deal, or what the event is about',
    messages: eventMessages,
  },
  [TOPICS.conversionsDue]: {
    description: 'Enquiries and deals whose rows must be computed again.',
    key: 'Workspace, a line feed, and the candidate',
    messages: {
      Due: {
        title: 'Candidate is due',
        summary:
          'Workspace, a line feed, and the node of an enquiry (`e:`) or a deal (`d:`); before them, from the second epoch on, `@`, its number and a line feed.',
        contentType: 'text/plain',
        payload: { type: 'string', pattern: '^(@[0-9]+\\n)?[^\\n]+\\n[de]:[\\s\\S]+$' },
      },
    },
  },
  [TOPICS.settings]: {
    description:
      'Sources, keys, workspaces: append-only; the last value of a kind and id counts. Version = offset + 1.',
    key: '`<kind>:<id>`',
    messages: settingMessages,
  },
  [TOPICS.rejected]: {
    description: 'What could not be understood, with the reason and the original bytes, and what became of it later.',
    key: 'The source, or the key of the record that was rejected',
    messages: {
      Rejected: {
        title: 'Rejected event',
        summary: 'One record for a request, however many of its entities failed.',
        contentType: JSON_TYPE,
        payload: rejectedRecord,
      },
      Settled: {
        title: 'Rejected event settled',
        summary: 'An earlier rejected record was read again by newer code.',
        contentType: JSON_TYPE,
        payload: settledRecord,
      },
    },
  },
  [TOPICS.readBacks]: {
    description: 'Entities to ask a CRM for.',
    key: 'Id of the source',
    messages: { ReadBack: readBack },
  },
  [TOPICS.readBacksLater]: {
    description: 'Those it did not answer: asked again after a fixed pause, in order.',
    key: 'Id of the source',
    messages: { ReadBack: readBack },
  },
  [TOPICS.listRuns]: {
    description: 'Readings of the list APIs of providers, each time one has got on: the last record of a key counts.',
    key: 'The source, `/`, and `backfill` or `reconciliation`',
    messages: { ListRun: listRun },
  },
  [TOPICS.jobTicks]: {
    description: 'Jobs that are due by the clock, in a cluster: whoever owns the one partition runs them.',
    key: 'None',
    messages: {
      JobTick: {
        title: 'Job is due',
        summary: 'The name of the job.',
        contentType: 'text/plain',
        payload: text,
      },
    },
  },
};
