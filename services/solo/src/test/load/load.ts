import { setTimeout as sleep } from 'node:timers/promises';
import { decodePosition } from '@throughline/events';
import { Random } from '@throughline/testing';
import type { Hook } from '../../demo/story/story.ts';
import { tellStory } from '../../demo/story/tell-story.ts';
import { ADMIN_KEY, type HttpInterface } from '../process/instance.ts';
import { STORY_DAYS } from '../process/story-days.ts';
import { AMO_ACCOUNT, MANGO } from '../../demo/shop.ts';

/** What a 2xx promised: these must never be lost. */
export interface Acknowledged {
  /** `<type> <id>` of first-party events. */
  readonly events: Set<string>;
  /** `<date> <source> <campaign>` of cost rows. */
  readonly costs: Set<string>;
  /** `partition-offset` on topic `raw` -> what was sent there. */
  readonly hooks: Map<string, Hook>;
  /** Webhooks of which the door could not say yet where on `raw` they are. */
  readonly unplaced: Hook[];
}

export interface LoadOptions {
  readonly seed: number;
  readonly visitsPerDay: number;
  /** Longest pause of a sender between two requests, in milliseconds. */
  readonly pauseMs: number;
}

interface Request {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly onAccepted: (answer: Record<string, unknown>) => void;
}

/**
 * A small shop's traffic over real HTTP: batches of events, cost rows, and webhooks of three providers in their own wire
 * formats. Senders behave as senders do: what was not acknowledged is sent again, and after its end the story begins anew
 * (which must change nothing). The instance may come and go; `target` says where it is.
 */
export class Load {
  readonly acknowledged: Acknowledged = { events: new Set(), costs: new Set(), hooks: new Map(), unplaced: [] };
  /** Answers that a sender would not understand: neither 2xx nor "try again". */
  readonly surprises: string[] = [];
  /** How often a door said 503. */
  unavailable = 0;
  target: string | null = null;
  readonly #options: LoadOptions;
  readonly #stop = new AbortController();
  #senders: Promise<void>[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Makes the sources at an instance and begins to send. */
  async start(instance: Pick<HttpInterface, 'url' | 'post'>): Promise<void> {
    const create = async (
      provider: string,
      settings: Record<string, unknown>,
    ): Promise<{ id: string; path: string }> => {
      const body = { provider, name: provider, settings: { time_zone: 'Europe/Moscow', country: 'RU', ...settings } };
      const answer = await instance.post('/v1/sources', body);
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return { id: answer.body.id, path: new URL(answer.body.hook_url).pathname };
    };
    const sources = {
      calltouch: await create('calltouch', {}),
      mango: await create('mango', { api_key: MANGO.apiKey, signing_key: MANGO.salt }),
      amocrm: await create('amocrm', { account_id: AMO_ACCOUNT.id }),
    };
    this.target = instance.url;
    const { seed, visitsPerDay } = this.#options;
    const story = tellStory({ seed, visitsPerDay, crmSource: sources.amocrm.id, ...STORY_DAYS });
    const random = new Random(seed);
    const queues = [
      this.#eventRequests(
        story.events.map(({ what }) => what),
        random.fork(),
      ),
      this.#costRequests(story.costs, random.fork()),
      this.#hookRequests(
        story.hooks.map(({ what }) => what),
        (hook) => sources[hook.provider].path + hook.path,
      ),
      this.#hookRequests(
        story.hooks.map(({ what }) => what).reverse(),
        (hook) => sources[hook.provider].path + hook.path,
      ),
    ];
    this.#senders = queues.map((queue) => this.#send(queue, random.fork()));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#senders);
  }

  async #send(requests: readonly Request[], random: Random): Promise<void> {
    for (let at = 0; !this.#isStopping(); at = (at + 1) % requests.length) {
      const request = requests[at];
      if (request === undefined) return;
      while (!this.#isStopping() && !(await this.#attempt(request))) await sleep(10);
      await sleep(random.below(this.#options.pauseMs));
    }
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async #attempt({ path, type, body, onAccepted }: Request): Promise<boolean> {
    if (this.target === null) return false;
    let status: number;
    let text: string;
    try {
      const headers = {
        'content-type': type,
        // A provider does not wait; a test does, to know where its request is.
        ...(path.startsWith('/v1/hooks/') ? { prefer: 'wait=1' } : { authorization: `Bearer ${ADMIN_KEY}` }),
      };
      const response = await fetch(this.target + path, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(20_000),
      });
      status = response.status;
      text = await response.text();
    } catch {
      return false;
    }
    // 502: a proxy in front has nobody to pass it to, or lost whom it passed it to.
    if (status === 502) return false;
    if (status === 503) this.unavailable += 1;
    else if (status === 202) onAccepted(JSON.parse(text) as Record<string, unknown>);
    else this.surprises.push(`${path.split('/').slice(0, 3).join('/')} ${status} ${text}`);
    return status !== 503;
  }

  #eventRequests(events: readonly Record<string, unknown>[], random: Random): Request[] {
    return batches(events, random, 16).map((batch) => ({
      path: '/v1/events',
      type: 'application/json',
      body: JSON.stringify({ events: batch }),
      onAccepted: ({ accepted }) => {
        if (accepted !== batch.length)
          this.surprises.push(`of ${batch.length} events ${String(accepted)} were accepted`);
        for (const event of batch) this.acknowledged.events.add(`${String(event['type'])} ${String(event['id'])}`);
      },
    }));
  }

  #costRequests(rows: readonly Record<string, unknown>[], random: Random): Request[] {
    return batches(rows, random, 10).map((batch) => ({
      path: '/v1/costs',
      type: 'application/json',
      body: JSON.stringify({ rows: batch }),
      onAccepted: () => {
        for (const row of batch) this.acknowledged.costs.add(costKey(row['date'], row['source'], row['campaign']));
      },
    }));
  }

  #hookRequests(hooks: readonly Hook[], pathOf: (hook: Hook) => string): Request[] {
    return hooks.map((hook) => ({
      path: pathOf(hook),
      type: 'application/x-www-form-urlencoded',
      body: hook.body,
      onAccepted: ({ position }) => {
        const offsets = decodePosition(String(position))?.['raw'] ?? [];
        const partition = offsets.findIndex((offset) => offset > 0);
        if (partition < 0) this.acknowledged.unplaced.push(hook);
        else this.acknowledged.hooks.set(`${partition}-${(offsets[partition] ?? 0) - 1}`, hook);
      },
    }));
  }
}

export const costKey = (date: unknown, source: unknown, campaign: unknown): string =>
  [date, source, campaign].map(String).join(' ');

function batches<T>(items: readonly T[], random: Random, most: number): T[][] {
  const made: T[][] = [];
  for (let from = 0; from < items.length;) {
    const size = 1 + random.below(most);
    made.push(items.slice(from, from + size));
    from += size;
  }
  return made;
}
