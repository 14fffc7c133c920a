export { createWebhooksApp, GROUPS, type ReadBackOptions, type WebhooksApp, type WebhooksDeps } from './app.ts';
export { IGNORE_REASONS, REJECT_REASONS, type IgnoreReason, type RejectReason } from './provider/reasons.ts';
export { PROVIDERS, createProviderRegistry, type ProviderRegistry } from './provider/registry.ts';
export type { RejectedEntry, RejectedIndex } from './rejected/rejected-index.ts';
export type { RejectedRecord } from './rejected/rejected-record.ts';
export type { ReplayOther } from './rejected/replay.ts';
export type { SourceHealth, SourceHealthBook } from './sources/source-health.ts';
export type { NormalisePhone } from './translator/translate-raw.ts';
export type { Outcome } from './translator/translated-records.ts';
