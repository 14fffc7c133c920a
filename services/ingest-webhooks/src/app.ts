import type { Express } from 'express';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { NormalisePhone } from '@throughline/domain';
import { GROUPS, TOPICS } from '@throughline/events';
import type { EventLog, Spool, Subscription } from '@throughline/event-log';
import { createOutageLog, watched, type Authenticator, type Logger, type Metrics } from '@throughline/runtime';
import type { SettingsStore } from '@throughline/settings';
import type { DryRunDeps } from './dry-run/dry-run.ts';
import { dryRunRoutes } from './dry-run/dry-run-routes.ts';
import { forwardMetrics } from './forward/forward-metrics.ts';
import { forwardingRoutes } from './forward/forwarding-routes.ts';
import { startForwarding, type Forwarding } from './forward/start-forwarding.ts';
import { createProviderRegistry, type ProviderRegistry } from './provider/registry.ts';
import { readBackBatch, readBackLaterBatch, type ReadBackDeps } from './read-back/read-back-batch.ts';
import { createSourcePace } from './api/source-pace.ts';
import { createCatchUp } from './rejected/catch-up.ts';
import { retranslateRoutes } from './retranslate/retranslate-routes.ts';
import { hookRoutes } from './receiver/hook-routes.ts';
import { createReceiver } from './receiver/receive.ts';
import { logStore, spoolStore } from './receiver/request-store.ts';
import { createApiHealthBook } from './api/api-health.ts';
import { backfillRoutes } from './list/backfill-routes.ts';
import { driveRuns, type DriveOptions } from './list/drive-runs.ts';
import { createRunBook } from './list/run-book.ts';
import { createRejectedIndex, type RejectedIndex } from './rejected/rejected-index.ts';
import type { ReplayOther } from './rejected/replay.ts';
import { rejectedRoutes } from './rejected/rejected-routes.ts';
import { createSourceHealthBook, type SourceHealthBook } from './sources/source-health.ts';
import { sourceRoutes } from './sources/source-routes.ts';
import { logOutcome } from './translator/log-outcome.ts';
import { translateBatch } from './translator/translate-batch.ts';
import type { Outcome } from './translator/translated-records.ts';
import { watchApiHealth, webhookMetrics, type ListOutcome } from './webhook-metrics.ts';

export interface WebhooksDeps {
  readonly eventLog: EventLog;
  /**
   * Where the door makes requests durable, when that is not the event log itself: on this machine, from where they are
   * forwarded. Some providers never retry, so a stopped broker must not cost a request.
   */
  readonly spool?: Spool;
  readonly settings: SettingsStore;
  readonly normalisePhone: NormalisePhone;
  readonly authenticate: Authenticator;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How providers reach this service; null = as the administrator's request did. */
  readonly publicUrl: string | null;
  readonly providers?: ProviderRegistry;
  /** Reads first-party events again that their door rejected; the composition root connects it. */
  readonly replayOther?: ReplayOther;
  /** Shows an event as `GET /v1/events` does; the composition root connects it. Without it there are no dry runs. */
  readonly presentEvent?: DryRunDeps['presentEvent'];
  readonly readBack?: Partial<ReadBackOptions>;
  readonly lists?: Partial<DriveOptions>;
  /** Records that the reports do not show yet, behind the translator; lists wait for them. Absent: not known, none. */
  readonly lineLag?: () => Promise<number>;
  /** Names what is made here; default: a UUID. */
  readonly randomId?: () => string;
  /** Called for every outcome once it is durable. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

export interface ReadBackOptions {
  /** Origins an API may have besides the providers' own hosts. */
  readonly allowedOrigins: readonly string[];
  readonly timeoutMs: number;
  readonly tries: number;
  readonly backoffMs: number;
  readonly patienceMs: number;
  readonly restMs: number;
  /** Pause before what failed is asked again, and how often that is done. */
  readonly laterMs: number;
  readonly maxAttempts: number;
}

/** Twelve rounds, five minutes apart: an outage of an hour heals by itself. */
const READ_BACK: ReadBackOptions = {
  allowedOrigins: [],
  timeoutMs: 5_000,
  tries: 3,
  backoffMs: 500,
  patienceMs: 5_000,
  restMs: 60_000,
  laterMs: 300_000,
  maxAttempts: 12,
};

const LISTS: DriveOptions = {
  tickMs: 250,
  pauseMs: 30_000,
  longestPauseMs: 900_000,
  translatorLag: 1_000,
  // What the line takes in one batch: whoever comes live waits for that much and no more.
  lineLag: 5_000,
  yieldMs: 10_000,
};

/** Requests between arrival and durability, in bytes: 64 of the largest. */
const MAX_PENDING_BYTES = 64_000_000;

export interface WebhooksApp {
  /** Adds the HTTP routes; `express` is the one of the process. */
  readonly routes: (express: Express) => void;
  /** Starts the consumers. */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly rejected: RejectedIndex;
  readonly health: SourceHealthBook;
}

/** The door of providers' webhooks, the translator behind it, and the sources' administration. */
export function createWebhooksApp(deps: WebhooksDeps): WebhooksApp {
  const { eventLog, spool, settings, logger, metrics, now, normalisePhone } = deps;
  const providers = deps.providers ?? createProviderRegistry();
  const health = createSourceHealthBook();
  const rejected = createRejectedIndex(eventLog);
  const counts = webhookMetrics(metrics);
  const onOutcome = (outcome: Outcome): void => {
    health.record(outcome);
    counts.translated(outcome);
    logOutcome(logger, outcome);
    deps.onOutcome?.(outcome);
  };
  const translation = { eventLog, settings, providers, normalisePhone, onOutcome };
  const options: ReadBackOptions = { ...READ_BACK, ...deps.readBack };
  const sleep = (ms: number): Promise<void> => delay(ms);
  // A clock that nobody sets: a place an hour away would be slept for.
  const elapsed = (): number => performance.now();
  const pace = createSourcePace({ ...options, now: elapsed, sleep });
  const catchUp = createCatchUp({ ...translation, index: rejected, logger });
  const apiHealth = createApiHealthBook({
    now,
    onUnhealthy(source, { trouble, detail }) {
      logger.warn({ source, reason: trouble, detail }, 'the API of a source gives nothing: see GET /v1/sources');
    },
    onHealthy(source) {
      logger.info({ source }, 'the API of a source answers again');
      const found = settings.state().source(source);
      if (found !== null) catchUp.begin(found);
    },
  });
  watchApiHealth(metrics, apiHealth);
  const book = createRunBook(eventLog);
  const runs = { book, providers, settings, now, randomId: deps.randomId ?? randomUUID };
  const lists = {
    ...{ ...runs, eventLog, pace, ask: options, apiHealth, sleep, elapsed },
    onAnswer: (answer: ListOutcome) => counts.listed(answer),
    lineLag: deps.lineLag ?? (() => Promise.resolve(0)),
    options: { ...LISTS, ...deps.lists },
  };
  const readBack: ReadBackDeps = {
    ...translation,
    pace,
    apiHealth,
    ask: options,
    maxAttempts: options.maxAttempts,
    onAnswer: (answer) => counts.asked(answer.kind),
  };
  const later = { ...readBack, now, sleep, laterMs: options.laterMs };
  const subscriptions: Subscription[] = [];
  let forwarding: Forwarding | null = null;
  const store = spool === undefined ? logStore(eventLog) : spoolStore(spool, () => forwarding);
  const outages = createOutageLog(logger, now);

  return {
    rejected,
    health,
    routes(express) {
      hookRoutes(express, {
        receiver: createReceiver({ ...translation, store, now, maxPendingBytes: MAX_PENDING_BYTES }),
        providers,
        logger,
        counts,
        now,
        publicUrl: deps.publicUrl,
      });
      if (spool !== undefined) forwardingRoutes(express, spool);
      sourceRoutes(express, {
        settings,
        providers,
        now,
        authenticate: deps.authenticate,
        health,
        apiHealth,
        onChanged(source) {
          apiHealth.forget(source.id);
          pace.wake(source.id);
          catchUp.begin(source);
        },
        publicUrl: deps.publicUrl,
        allowedOrigins: options.allowedOrigins,
      });
      const { authenticate, replayOther, presentEvent, publicUrl } = deps;
      const { allowedOrigins } = options;
      if (presentEvent !== undefined)
        dryRunRoutes(express, { ...translation, presentEvent, authenticate, now, publicUrl, allowedOrigins });
      backfillRoutes(express, { ...runs, authenticate });
      retranslateRoutes(express, { ...translation, index: rejected, authenticate, sleep });
      const others = replayOther === undefined ? {} : { replayOther };
      rejectedRoutes(express, { ...translation, ...others, index: rejected, authenticate });
    },
    async start() {
      const consumers = [
        {
          topic: TOPICS.raw,
          group: GROUPS.translate,
          maxRecords: 500,
          handler: (batch) => translateBatch(batch, translation),
        },
        {
          topic: TOPICS.readBacks,
          group: GROUPS.readBack,
          maxRecords: 50,
          handler: (batch) => readBackBatch(batch, readBack),
        },
        {
          topic: TOPICS.readBacksLater,
          group: GROUPS.readBackLater,
          maxRecords: 50,
          handler: (batch) => readBackLaterBatch(batch, later),
        },
        {
          topic: TOPICS.listRuns,
          group: GROUPS.listRuns,
          maxRecords: 500,
          handler: (batch) => driveRuns(batch, lists),
        },
      ] satisfies Parameters<EventLog['subscribe']>[0][];
      if (spool !== undefined) {
        forwarding = startForwarding({ spool, eventLog, logger, metrics: forwardMetrics(metrics), now });
        subscriptions.push(forwarding);
      }
      for (const { handler, ...consumer } of consumers) {
        const following = { ...consumer, ...watched(outages, consumer.group, handler) };
        subscriptions.push(await eventLog.subscribe(following));
      }
    },
    async stop() {
      await catchUp.stop();
      await Promise.all(subscriptions.splice(0).map((subscription) => subscription.stop()));
    },
  };
}
