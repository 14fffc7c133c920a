export { createWebhooksApp, type ReadBackOptions, type WebhooksApp, type WebhooksDeps } from './app.ts';
export { WEBHOOKS_PART } from './openapi/webhooks-part.ts';
export { IGNORE_REASONS, type IgnoreReason } from './provider/ignore-reasons.ts';
export { PROVIDERS, createProviderRegistry, type ProviderRegistry } from './provider/registry.ts';
export { createRejectedIndex } from './rejected/rejected-index.ts';
export type { RejectedEntry, RejectedIndex } from './rejected/rejected-index.ts';
export type { ReplayOther } from './rejected/replay.ts';
export type { SourceHealth, SourceHealthBook } from './sources/source-health.ts';
export type { Outcome } from './translator/translated-records.ts';
