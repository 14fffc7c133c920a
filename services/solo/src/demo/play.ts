import type { InstanceClient } from '../commands/instance-client.ts';
import { AMO_ACCOUNT, MANGO } from './shop.ts';
import { tellStory, type Hook, type Story } from './story.ts';

/** Progress of the demo: how many of how many requests' worth of records were accepted. */
export type OnProgress = (done: number, total: number) => void;

const SEED = 20_260_801;
const VISITS_PER_DAY = 260;
const BATCH = 1_000;
/** Webhooks under way at once: providers send in parallel and in no order. */
const CONCURRENCY = 16;

interface CreatedSource {
  readonly id: string;
  readonly hook_url: string;
}

/**
 * Plays the shop's 90 days through the real HTTP interface, in the providers' own wire formats.
 * @returns how many events, cost rows and webhooks were sent
 */
export async function playDemo(
  client: InstanceClient,
  onProgress: OnProgress,
): Promise<{ events: number; costs: number; hooks: number }> {
  const hookUrls = await createSources(client);
  const story = tellStory(SEED, VISITS_PER_DAY, hookUrls.amocrm.id);
  const total = story.events.length + story.costs.length + story.hooks.length;
  let done = 0;
  const advance = (by: number): void => onProgress((done += by), total);

  for (const rows of chunks(story.costs, BATCH)) {
    await client.request('/v1/costs', { method: 'POST', body: { rows } });
    advance(rows.length);
  }
  await Promise.all([sendEvents(client, story, advance), sendHooks(hookUrls, story.hooks, advance)]);
  return { events: story.events.length, costs: story.costs.length, hooks: story.hooks.length };
}

async function sendEvents(client: InstanceClient, story: Story, advance: (by: number) => void): Promise<void> {
  for (const batch of chunks(story.events, BATCH)) {
    await client.request('/v1/events', { method: 'POST', body: { events: batch.map((event) => event.what) } });
    advance(batch.length);
  }
}

type HookUrls = Record<Hook['provider'], CreatedSource>;

async function createSources(client: InstanceClient): Promise<HookUrls> {
  const create = async (provider: string, name: string, settings: Record<string, unknown>): Promise<CreatedSource> => {
    const response = await client.request('/v1/sources', {
      method: 'POST',
      body: { provider, name, settings: { time_zone: 'Europe/Moscow', country: 'RU', ...settings } },
    });
    return (await response.json()) as CreatedSource;
  };
  return {
    calltouch: await create('calltouch', 'Calltouch', {}),
    mango: await create('mango', 'Mango Office', { api_key: MANGO.apiKey, signing_key: MANGO.salt }),
    amocrm: await create('amocrm', 'amoCRM', { account_id: AMO_ACCOUNT.id }),
  };
}

/** Providers know only the secret address; they send no key. A 503 is tried again, as a provider would. */
async function sendHooks(urls: HookUrls, hooks: Story['hooks'], advance: (by: number) => void): Promise<void> {
  const queue = hooks.values();
  const sender = async (): Promise<void> => {
    for (const { what } of queue) {
      const url = urls[what.provider].hook_url + what.path;
      let response = await post(url, what.body);
      for (let attempt = 0; response.status === 503 && attempt < 20; attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        response = await post(url, what.body);
      }
      if (response.status !== 202)
        throw new Error(`a demo webhook of ${what.provider} was answered ${response.status}`);
      advance(1);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sender));
}

const post = async (url: string, body: string): Promise<Response> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  await response.arrayBuffer();
  return response;
};

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
