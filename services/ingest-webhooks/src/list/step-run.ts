import { frameRawRecord, TOPICS, type RawRecord } from '@throughline/events';
import type { EventLog } from '@throughline/event-log';
import type { SettingsStore } from '@throughline/settings';
import type { ApiHealthBook } from '../api/api-health.ts';
import { apiFailure, type ApiFailure, type CallOptions } from '../api/call-api.ts';
import { askingOf, type SourcePace } from '../api/source-pace.ts';
import type { OpenLists } from '../provider/bind-provider.ts';
import { listQuery, type ListRequest } from '../provider/list-port.ts';
import type { ProviderRegistry } from '../provider/registry.ts';
import { sourceSetup } from '../source/source-setup.ts';
import type { ListOutcome } from '../webhook-metrics.ts';
import { askList, type ListReply } from './ask-list.ts';
import type { ListRun } from './list-run.ts';

export interface StepDeps {
  readonly eventLog: Pick<EventLog, 'append'>;
  readonly settings: SettingsStore;
  readonly providers: ProviderRegistry;
  readonly pace: SourcePace;
  readonly ask: CallOptions;
  readonly now: () => number;
  readonly apiHealth: Pick<ApiHealthBook, 'record'>;
  /** Told of every question, by what came of it. */
  readonly onAnswer: (answer: ListOutcome) => void;
}

/** What came of one step; a `run` is to be written down, if it is another than before. */
export interface Stepped {
  readonly run: ListRun;
  /** Not before so many milliseconds from now. */
  readonly pauseMs: number;
  /** Why it did not get on. */
  readonly failure: ApiFailure | null;
}

/**
 * Asks the next question of a run. A page is durable on `raw` before the run says that it was read, so a crash between
 * the two reads it once more, which says the same again.
 */
export async function stepRun(run: ListRun, deps: StepDeps): Promise<Stepped> {
  const [request, ...rest] = run.pending;
  if (request === undefined) return { run: await finished(run, deps), pauseMs: 0, failure: null };
  const planned = listsOf(run.source, deps);
  if (planned === null) {
    const waiting = { trouble: 'no_access', detail: 'the source has no list API', since: deps.now() } as const;
    return { run: { ...run, state: 'failed', waiting, updatedAt: deps.now() }, pauseMs: 0, failure: null };
  }
  const answer = await deps.pace.run<ListReply>(askingOf(run.source, planned), async () => {
    // The token may have been replaced while others had the API.
    const tried = await askList(listsOf(run.source, deps) ?? planned, request, deps.ask);
    deps.onAnswer(tried.kind === 'failed' ? 'failed' : tried.step.kind);
    return tried;
  });
  deps.apiHealth.record(run.source, answer);
  if (answer.kind === 'failed') return { run: waitingFor(answer, run, deps), pauseMs: 0, failure: answer };
  const { step } = answer;
  if (step.kind === 'not_given') return { run: ended(step.detail, run, deps), pauseMs: 0, failure: null };
  const going: ListRun = run.state === 'running' ? run : { ...run, state: 'running', waiting: null };
  if (step.kind === 'not_ready') return { run: going, pauseMs: step.afterMs, failure: null };
  if (step.kind === 'page') await keep(run, request, answer, deps);
  const read = {
    ...going,
    pending: [...step.next, ...rest],
    pages: run.pages + (step.kind === 'page' ? 1 : 0),
    items: run.items + (step.kind === 'page' ? step.items : 0),
    share: step.share ?? run.share,
    updatedAt: deps.now(),
  };
  // What comes live has the API in between: at most every other question is of a list.
  return { run: read, pauseMs: planned.intervalMs, failure: null };
}

function listsOf(source: string, { settings, providers }: StepDeps): OpenLists | null {
  const setup = sourceSetup(settings.state(), source);
  if (setup?.source.enabled !== true) return null;
  const opened = providers.byName(setup.source.provider)?.open(setup.source.settings);
  return opened?.kind === 'open' ? opened.provider.lists : null;
}

/** Nothing that waiting would mend. Of a reconciliation nobody would see it, so its source is unhealthy. */
function ended(detail: string, run: ListRun, { now, apiHealth }: StepDeps): ListRun {
  if (run.kind === 'reconciliation') apiHealth.record(run.source, apiFailure('not_given', detail));
  return { ...run, state: 'failed', waiting: { trouble: 'not_given', detail, since: now() }, updatedAt: now() };
}

function waitingFor({ trouble, detail }: ApiFailure, run: ListRun, { now }: StepDeps): ListRun {
  // A rest is no news: it waits, or goes on, as before.
  if (trouble === 'resting') return run;
  const isSame = run.waiting?.trouble === trouble && run.waiting.detail === detail;
  if (isSame) return run;
  return {
    ...run,
    state: 'waiting',
    waiting: { trouble, detail, since: run.waiting?.since ?? now() },
    updatedAt: now(),
  };
}

async function keep(run: ListRun, request: ListRequest, reply: ListReply, deps: StepDeps): Promise<void> {
  const record: RawRecord = {
    workspace: run.workspace,
    source: run.source,
    settingsVersion: deps.settings.state().version,
    requestId: run.run,
    request: {
      method: 'GET',
      rest: `/${request.list}`,
      query: listQuery(request),
      headers: { 'content-type': reply.contentType },
      receivedAt: deps.now(),
      listed: run.kind,
      body: reply.bytes,
    },
  };
  await deps.eventLog.append(TOPICS.raw, [{ key: run.source, value: frameRawRecord(record) }]);
}

/** A backfill that joins what is known makes the source complete from its beginning. */
async function finished(run: ListRun, { settings, now }: StepDeps): Promise<ListRun> {
  const state = await settings.refresh();
  const source = state.source(run.source);
  if (run.kind === 'backfill' && source !== null) {
    const complete = state.completeFrom(run.source) ?? source.createdAt;
    if (run.from < complete && run.to >= complete) {
      await settings.put('completeness', run.source, { from: run.from });
    }
  }
  return { ...run, state: 'done', share: 1, waiting: null, updatedAt: now() };
}
