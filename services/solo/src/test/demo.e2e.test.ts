import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readDemoMark, type DemoMark } from '../demo/demo-mark.ts';
import { DEMO_SHOP } from '../demo/show-demo.ts';
import { tellStory } from '../demo/story/tell-story.ts';
import { storyTotals } from './demo/story-totals.ts';
import { ADMIN_KEY, startInstance } from './process/instance.ts';
import { runThroughline, type RunningCommand } from './process/running-command.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';

/** The demo as a newcomer runs it: from an empty directory to the table, the page and Ctrl+C. */
const DAYS = '20';
const SERVES = /Ctrl\+C/;

const directory = temporaryDirectory('demo');
const others: ReturnType<typeof temporaryDirectory>[] = [];
const commands: RunningCommand[] = [];
let played: string;

const another = (): string => {
  const made = temporaryDirectory('demo');
  others.push(made);
  return made.path;
};

function demo(dataDirectory: string, settings: Record<string, string> = {}, ...args: string[]): RunningCommand {
  const command = runThroughline(['demo', '--days', DAYS, ...args], {
    settings: { DATA_DIR: join(dataDirectory, 'data'), PORT: 0, ...settings },
  });
  commands.push(command);
  return command;
}

const addressIn = (command: RunningCommand): string => /report in a browser: (\S+)/.exec(command.stderr())?.[1] ?? '';

/** The page at an address, as a browser without a key gets it. */
async function page(address: string): Promise<{ status: number; type: string | null; text: string }> {
  const response = await fetch(address);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

/** Ends it as Ctrl+C does. */
async function interrupt(command: RunningCommand): Promise<number | null> {
  command.kill('SIGINT');
  return (await command.ended).code;
}

const markIn = (dataDirectory: string): DemoMark | null => readDemoMark(join(dataDirectory, 'data'));
const money = (kopecks: number): string =>
  `${String(Math.floor(kopecks / 100)).replace(/\B(?=(\d{3})+$)/g, ' ')}.${String(kopecks % 100).padStart(2, '0')}`;

/** The table's totals are what the story of the marked days says. */
function expectStory(table: string, { lastDay, days, timeZone, isPlayed }: DemoMark): void {
  expect({ days, timeZone, isPlayed }).toEqual({ days: Number(DAYS), timeZone: 'Europe/Moscow', isPlayed: true });
  const crmSource = 'amocrm';
  const totals = storyTotals(tellStory({ ...DEMO_SHOP, days, lastDay, timeZone, crmSource }), crmSource);
  expect(totals.sales).toBeGreaterThan(5);
  const total = table.split('\n').find((line) => line.startsWith('Итого / Total'))!;
  const [, , , , , sales, revenue, cost, profit] = total.split(/ {2,}/);
  expect({ sales, revenue, cost }).toEqual({
    sales: String(totals.sales),
    revenue: money(totals.revenue),
    cost: money(totals.cost),
  });
  const kopecks = Math.round(Number(profit!.replaceAll(' ', '')) * 100);
  expect(kopecks).toBe(totals.revenue - totals.costOfGoods - totals.cost);
  expect(table).toMatch(new RegExp(`^ROI \\S+ … ${lastDay}, Europe/Moscow, RUB, `));
}

afterEach(() => commands.splice(0).forEach((command) => command.kill('SIGKILL')));
afterAll(() => [directory, ...others].forEach((each) => each.remove()));

describe('on an empty directory', () => {
  let command: RunningCommand;
  beforeAll(async () => {
    command = demo(directory.path);
    commands.pop();
    await command.said(SERVES);
    played = command.stdout();
  });
  afterAll(() => command.kill('SIGKILL'));

  test('the table says what the story says', () => {
    expectStory(played, markIn(directory.path)!);
    const total = played.split('\n').find((line) => line.startsWith('Итого / Total'))!;
    const [, , , visits, leads] = total.split(/ {2,}/);
    expect([visits, leads].every((count) => Number(count?.replaceAll(' ', '')) > 100)).toBe(true);
  });

  test('what was rejected is listed with its reason', () => {
    const [, list = ''] = played.split('Отклонено / Rejected: ');
    const [count, ...lines] = list.trimEnd().split('\n');
    expect(count).toBe('2');
    expect(lines.map((line) => line.trim().split('  ').slice(0, 2)).sort()).toEqual([
      ['amocrm', 'missing_field'],
      ['mango-office', 'unknown_event'],
    ]);
  });

  test('the page it names needs no key and has the same revenue; the rest of the interface does need one', async () => {
    const { lastDay } = markIn(directory.path)!;
    const address = addressIn(command);
    expect(new URL(address).searchParams.get('to')).toBe(lastDay);
    const { status, type, text } = await page(`${address}&lang=en`);
    expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
    const [whole = ''] = /Итого.*/.exec(played)![0].split(/ {2,}/)[6]!.split('.');
    const plain = (shown: string): string => shown.replace(/[\s\u00a0\u202f,]|&nbsp;|&#160;/g, '');
    // The page shows whole roubles.
    expect(plain(text)).toContain(`>${plain(whole)}<`);
    expect((await page(new URL('/v1/reports/roi', address).href)).status).toBe(401);
  });

  test('Ctrl+C ends it with 130; run again it shows the same without playing, as JSON when asked', async () => {
    expect(await interrupt(command)).toBe(130);
    const again = demo(directory.path, {}, '--json');
    await again.said(SERVES);
    expect(again.stderr()).not.toContain('days of a shop');
    const { roi, rejected } = JSON.parse(again.stdout()) as { roi: any; rejected: unknown[] };
    expect(roi.meta.to).toBe(markIn(directory.path)!.lastDay);
    expect(played).toContain(` ${String(roi.totals.revenue).replace(/\B(?=(\d{3})+\.)/g, ' ')} `);
    expect(rejected).toHaveLength(2);
    expect((await page(addressIn(again))).status).toBe(200);
    expect(await interrupt(again)).toBe(130);
  });
});

describe('interrupted in its middle', () => {
  /** Waits until part of the play was accepted, asking as the command line on the same machine does. */
  async function untilPartly(dataDirectory: string): Promise<void> {
    const file = join(dataDirectory, 'data', 'instance.json');
    for (;;) {
      if (existsSync(file)) {
        const { url, key } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; key: string };
        const response = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${key}` } });
        const { events } = (await response.json()) as { events: { accepted: number } };
        if (events.accepted > 1_500) return;
      }
      await sleep(10);
    }
  }

  test.each(['SIGKILL', 'SIGINT'] as const)(
    'by %s: the next run makes up for what is missing, and nothing counts twice',
    async (signal) => {
      const path = another();
      const first = demo(path);
      await first.said(/Throughline: /);
      await untilPartly(path);
      first.kill(signal);
      expect(await first.ended).toMatchObject(
        signal === 'SIGINT' ? { code: 130, stdout: '' } : { signal: 'SIGKILL', stdout: '' },
      );
      expect(markIn(path)!.isPlayed).toBe(false);
      const next = demo(path);
      await next.said(SERVES);
      const mark = markIn(path)!;
      expectStory(next.stdout(), mark);
      // Of the same days, unless midnight was in between.
      const parts = (text: string): string[] => text.trimEnd().split('\n').sort();
      if (markIn(path)!.lastDay === markIn(directory.path)!.lastDay)
        expect(parts(next.stdout())).toEqual(parts(played));
      expect(await interrupt(next)).toBe(130);
    },
  );
});

describe('needs the key, and says so', () => {
  test('where other machines reach it', async () => {
    const command = demo(directory.path, { HOST: '0.0.0.0' });
    await command.said(SERVES);
    expect(command.stderr()).toMatch(/the pages need the key: not only this machine reaches 0\.0\.0\.0/);
    const address = new URL(addressIn(command).replace('0.0.0.0', '127.0.0.1'));
    expect((await page(address.href)).status).toBe(401);
    expect((await page(new URL('/', address).href)).status).toBe(401);
    await interrupt(command);
  });

  test("over data that is not its own, to which it adds nothing; `start` makes the demo's data its owner's", async () => {
    const path = another();
    const data = join(path, 'data');
    const instance = await startInstance(data);
    const visit = { type: 'visit', id: 'v1', visitor_id: 'w1', url: 'https://x.example/' };
    await instance.post('/v1/events', visit);
    await instance.caughtUp();
    await instance.stop();
    const over = demo(path, { ADMIN_KEY });
    await over.said(SERVES);
    expect(over.stderr()).toMatch(/The data in \S+ is not the demo's, nothing is added to it/);
    expect(over.stderr()).toMatch(/the pages need the key: the demo did not make the directory/);
    expect((await page(addressIn(over))).status).toBe(401);
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const status = await fetch(new URL('/v1/status', addressIn(over)), { headers });
    expect(await status.json()).toMatchObject({ events: { accepted: 1 } });
    expect(await interrupt(over)).toBe(130);

    await (await startInstance(join(directory.path, 'data'))).stop();
    const taken = demo(directory.path, { ADMIN_KEY });
    await taken.said(SERVES);
    expect((await page(addressIn(taken))).status).toBe(401);
    await interrupt(taken);
  });
});

test('a directory that was started and never used is played into; from the next run on its pages are open', async () => {
  const path = another();
  await (await startInstance(join(path, 'data'))).stop();
  const first = demo(path, {}, '--days', '1');
  await first.said(SERVES);
  expect(markIn(path)).toMatchObject({ days: 1, isPlayed: true });
  expect(first.stderr()).toMatch(/the pages need the key: the demo did not make the directory/);
  expect((await page(addressIn(first))).status).toBe(401);
  expect(await interrupt(first)).toBe(130);
  const second = demo(path);
  await second.said(SERVES);
  expect(second.stdout().split('\n')[0]).toBe(first.stdout().split('\n')[0]);
  expect((await page(addressIn(second))).status).toBe(200);
  await interrupt(second);
});

test.each(['0', '367', '1.5', 'ten'])('--days %s is exit 2', async (days) => {
  const command = runThroughline(['demo', '--days', days], { settings: { DATA_DIR: join(directory.path, 'none') } });
  expect(await command.ended).toMatchObject({ code: 2, stdout: '' });
  expect(existsSync(join(directory.path, 'none'))).toBe(false);
});
