export type {
  Amount,
  CallEvent,
  ClientIds,
  CostEvent,
  DealEvent,
  DealEventItem,
  EnquiryEvent,
  Event,
  EventEnvelope,
  EventType,
  IdentifyEvent,
  MarkEvent,
  NumberEvent,
  PageEvent,
  Personal,
  RefundEvent,
  StatedOrigin,
  VisitEvent,
} from './event.ts';
export { NO_PERSONAL } from './event.ts';
export { GROUPS, TOPICS, type Topic } from './topics.ts';
export { decodeEvent, encodeEvent, slicedWriter, writeEvent } from './codec/codec.ts';
export type { Sliced, Slices } from './codec/compile-writer.ts';
export { createCodec, type Codec } from './codec/create-codec.ts';
export { DecodeError, type DecodeErrorCode } from './codec/decode-error.ts';
export { DEAL_FIELDS, type DealField } from './codec/stated-fields.ts';
export { canonicalJson, CanonicalJsonError } from './identity/canonical-json.ts';
export { contentHash } from './identity/content-hash.ts';
export { eventId, type EventIdentity } from './identity/event-id.ts';
export { partitionKey } from './identity/partition-key.ts';
export { decodePosition, encodePosition, positionAfter, type LogPosition } from './position.ts';
export { frameRawRecord, unframeRawRecord, type RawRecord } from './raw/raw-record.ts';
export type { ListedFor, WebhookRequest } from './raw/webhook-request.ts';
export { REJECT_REASONS, type RejectReason } from './rejected/reject-reasons.ts';
export {
  encodeRejected,
  NO_WEBHOOK,
  parseRejected,
  type RecordPosition,
  type RejectedPart,
  type RejectedRecord,
  type SettledRecord,
} from './rejected/rejected-record.ts';
export { loadSchemas, SCHEMA_DIRECTORY } from './schema/load-schemas.ts';
export { lockProblems } from './schema/schema-lock.ts';
export type { ReleasedSchema } from './schema/released-schema.ts';
