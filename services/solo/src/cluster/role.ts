import type { HotHandler, Lifecycle } from '@throughline/runtime';
import type { Express } from 'express';
import type { ProcessDeps } from './open-cluster.ts';

/** The processes of a cluster, each by what it does. */
export const ROLES = ['ingest-web', 'ingest-webhooks', 'attribution', 'query', 'jobs'] as const;
export type RoleName = (typeof ROLES)[number];

/** What a process does, open and at work. */
export interface Role {
  /** Handlers before express, by `METHOD /path`. */
  readonly hot?: ReadonlyMap<string, HotHandler>;
  readonly routes?: (app: Express) => void;
  /** What must answer for the process to be ready, by name. */
  readonly checks: Readonly<Record<string, () => boolean | Promise<boolean>>>;
}

/**
 * Opens a role. `parts` is told how to stop what was begun, also when the rest then fails; it is tried again then.
 * @throws what `untilOpen` waits for; anything else ends the process
 */
export type OpenRole = (deps: ProcessDeps, parts: Lifecycle) => Promise<Role>;

/** Loads one role and what it needs, not the others. */
export const loadRole: Readonly<Record<RoleName, () => Promise<OpenRole>>> = {
  'ingest-web': async () => (await import('./roles/ingest-web.ts')).openIngestWeb,
  'ingest-webhooks': async () => (await import('./roles/ingest-webhooks.ts')).openIngestWebhooks,
  attribution: async () => (await import('./roles/attribution.ts')).openAttribution,
  query: async () => (await import('./roles/query.ts')).openQuery,
  jobs: async () => (await import('./roles/jobs.ts')).openJobs,
};
