/** One request, followed by its id from the door to the row it changes, in the log of a running instance. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TOPICS } from '@throughline/events';
import { createLogger } from '@throughline/runtime';
import { startSolo, type SoloApp } from '../app.ts';
import { soloConfig } from '../config.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

const ADMIN = 'admin-key-of-the-test';
const ID = 'trace-me.42';
const directory = temporaryDirectory('request-ids');
let app: SoloApp;
const lines: Record<string, any>[] = [];

const get = async (path: string): Promise<any> =>
  (await fetch(app.url + path, { headers: { authorization: `Bearer ${ADMIN}` } })).json();

beforeAll(async () => {
  app = await startSolo({
    config: soloConfig.parse({ PORT: 0, DATA_DIR: directory.path, ADMIN_KEY: ADMIN }),
    logger: createLogger({
      level: 'debug',
      name: 'test',
      destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    }),
    now: Date.now,
  });
  const made = await fetch(`${app.url}/v1/sources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}` },
    body: JSON.stringify({ provider: 'calltouch', name: 'Calls' }),
  });
  const { hook_url: hook } = (await made.json()) as { hook_url: string };
  const answer = await fetch(hook, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-request-id': ID },
    body: 'id=7&callerphone=79000000142&phonenumber=74990000111&timestamp=1785578400',
  });
  expect(answer.headers.get('x-request-id')).toBe(ID);
  while (!(await get('/v1/status')).caught_up) await new Promise((resolve) => setTimeout(resolve, 20));
});
afterAll(async () => {
  await app.lifecycle.stop();
  directory.remove();
});

test('the lines of a webhook: kept, translated, recorded, and the conversions that are due for it and written', () => {
  const own = lines.filter(({ requestId }) => requestId === ID);
  expect(own.map(({ msg }) => msg)).toEqual(['webhook kept', 'webhook translated', 'event recorded']);
  const [, translated, recorded] = own;
  expect(translated!['events']).toEqual(['call calltouch/7/0']);
  expect(recorded).toMatchObject({ type: 'call', id: 'calltouch/7/0', raw: translated!['raw'] });
  const { partition, offset } = recorded!['event'] as { partition: number; offset: number };
  const due = lines.find(
    ({ msg, events }) => msg === 'conversions due' && events.partition === partition && events.last >= offset,
  );
  expect(due!['candidates']).toEqual(['e:calltouch/7']);
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'conversion written', candidate: 'e:calltouch/7' }));
});

test('the row leads back to the request: its evidence is the event, and the event names the raw request', async () => {
  const { events } = await get('/v1/conversions/enquiry:calltouch%2F7');
  const recorded = lines.find(({ msg }) => msg === 'event recorded')!;
  expect(events).toMatchObject([{ topic: TOPICS.events, ...recorded['event'] }]);
  const { partition, offset } = events[0];
  expect(await get(`/v1/events/${partition}-${offset}`)).toMatchObject({ type: 'call', request_id: ID });
});
