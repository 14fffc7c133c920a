import { CommandError, type InstanceClient } from '../commands/instance-client.ts';
import { ensureDemoSources, hookAddress } from './demo-sources.ts';
import { persistently } from './persistently.ts';
import type { Hook, Story } from './story/story.ts';

/** Progress of the demo: how many of how many requests' worth of records were accepted. */
export type OnProgress = (done: number, total: number) => void;

const BATCH = 1_000;
/** Webhooks under way at once: providers send in parallel and in no order. */
const CONCURRENCY = 16;

/**
 * Plays a story through the real HTTP interface, in the providers' own wire formats. Played again it changes nothing:
 * ids are the story's. Only what is rejected would be listed once more, so that is asked for first.
 * @param stop ends the play before its next request @throws its reason then
 */
export async function playDemo(
  client: InstanceClient,
  story: Story,
  token: string,
  onProgress: OnProgress,
  stop: AbortSignal,
): Promise<void> {
  await ensureDemoSources(client, token, beginOf(story));
  const rejected = await rejectedBodies(client);
  const hooks = story.hooks.map(({ what }) => what).filter(({ body }) => !rejected.has(body));
  const total = story.events.length + story.costs.length + hooks.length;
  let done = 0;
  const advance = (by: number): void => onProgress((done += by), total);
  const send: Send = (path, body) =>
    persistently(async () => {
      // Read to its end, or its connection stays busy.
      await (await client.request(path, { method: 'POST', body })).arrayBuffer();
    }, stop);

  for (const rows of chunks(story.costs, BATCH)) {
    await send('/v1/costs', { rows });
    advance(rows.length);
  }
  const sendHook = (hook: Hook): Promise<void> =>
    persistently(() => post(hookAddress(client, token, hook), hook.body), stop);
  await Promise.all([sendEvents(send, story, advance), sendHooks(hooks, sendHook, advance)]);
}

const DAY_MS = 86_400_000;

/** A day before the first visit: reports of all the days the story has are complete. */
const beginOf = ({ events }: Story): number => events.reduce((least, { at }) => Math.min(least, at), Infinity) - DAY_MS;

async function rejectedBodies(client: InstanceClient): Promise<Set<string>> {
  const answer = await client.request('/v1/rejected?limit=1000');
  const { rejected } = (await answer.json()) as { rejected: readonly { readonly bytes: string }[] };
  return new Set(rejected.map(({ bytes }) => Buffer.from(bytes, 'base64').toString('utf8')));
}

type Send = (path: string, body: unknown) => Promise<void>;

async function sendEvents(send: Send, story: Story, advance: (by: number) => void): Promise<void> {
  for (const batch of chunks(story.events, BATCH)) {
    await send('/v1/events', { events: batch.map((event) => event.what) });
    advance(batch.length);
  }
}

async function sendHooks(
  hooks: readonly Hook[],
  send: (hook: Hook) => Promise<void>,
  advance: (by: number) => void,
): Promise<void> {
  const queue = hooks.values();
  const sender = async (): Promise<void> => {
    for (const hook of queue) {
      await send(hook);
      advance(1);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sender));
}

/** Providers know only the secret address; they send no key. @throws CommandError */
async function post(url: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const status = await fetch(url, { method: 'POST', headers, body })
    .then(async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    })
    .catch(() => 0);
  if (status !== 202) throw new CommandError(status, `a demo webhook was answered ${status}`);
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
