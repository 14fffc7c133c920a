import type { Hook } from '../../demo/story/story.ts';
import { tellStory } from '../../demo/story/tell-story.ts';
import { AMO_ACCOUNT, MANGO } from '../../demo/shop.ts';
import type { Instance } from './instance.ts';
import { STORY_DAYS } from './story-days.ts';

/** Sends a small shop's 90 days to an instance: all at once, each once. @returns how many events first-party senders sent */
export async function fillWithShop(instance: Instance, seed: number, visitsPerDay: number): Promise<number> {
  const paths = new Map<Hook['provider'], string>();
  const create = async (provider: Hook['provider'], settings: Record<string, unknown>): Promise<string> => {
    const body = { provider, name: provider, settings: { time_zone: 'Europe/Moscow', country: 'RU', ...settings } };
    const answer = await instance.post('/v1/sources', body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    paths.set(provider, new URL(answer.body.hook_url).pathname);
    return answer.body.id;
  };
  await create('calltouch', {});
  await create('mango', { api_key: MANGO.apiKey, signing_key: MANGO.salt });
  const crmSource = await create('amocrm', { account_id: AMO_ACCOUNT.id });
  const story = tellStory({ seed, visitsPerDay, crmSource, ...STORY_DAYS });

  const accepted = async (sent: Promise<{ status: number; body: unknown }>): Promise<void> => {
    const { status, body } = await sent;
    if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
  };
  for (let from = 0; from < story.events.length; from += 1_000) {
    await accepted(
      instance.post('/v1/events', { events: story.events.slice(from, from + 1_000).map(({ what }) => what) }),
    );
  }
  await accepted(instance.post('/v1/costs', { rows: story.costs }));
  const hooks = story.hooks.values();
  const sender = async (): Promise<void> => {
    for (const { what } of hooks) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const response = await fetch(`${instance.url}${paths.get(what.provider) ?? ''}${what.path}`, {
        method: 'POST',
        headers,
        body: what.body,
      });
      await accepted(Promise.resolve({ status: response.status, body: await response.text() }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  return story.events.length;
}

/** What an instance says of the shop's months: two reports, the lists behind them, one conversion explained. */
export async function whatItSays(instance: Instance): Promise<Record<string, unknown>> {
  const period = 'from=2026-08-01&to=2026-11-30';
  const said: Record<string, unknown> = {};
  for (const path of [`/v1/reports/roi?${period}`, `/v1/reports/revenue-by-source?${period}&model=linear&by=source`]) {
    const { rows, totals } = (await read(instance, path)) as { rows: unknown; totals: unknown };
    said[path] = { rows, totals };
  }
  for (const kind of ['enquiry', 'lead', 'deal', 'sale']) {
    const { conversions } = (await read(instance, `/v1/conversions?${period}&kind=${kind}&limit=10000`)) as {
      conversions: { id: string }[];
    };
    said[kind] = conversions;
    for (const { id } of conversions.slice(0, 3)) said[id] = await read(instance, `/v1/conversions/${id}`);
  }
  return said;
}

async function read(instance: Instance, path: string): Promise<unknown> {
  const { status, body } = await instance.get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
