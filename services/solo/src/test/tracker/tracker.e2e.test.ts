import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { allEvents, startInstance, type Instance } from '../process/instance.ts';
import { throughline } from '../process/running-command.ts';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { findChromium, openChromium, openChromiumWithoutCookies } from './open-chromium.ts';
import { startShopSite, type ShopSite } from './shop-site.ts';

/**
 * The tracker in a real browser on a real page, its beacons through the real door, what became of them by the public
 * interface. The collector stands on the site's own subdomain, as docs/sources/site.md tells; each test has a visitor of
 * its own, and a campaign of its own to be found by.
 */
const executable = findChromium();
const withBrowser = executable === null ? describe.skip : describe;

const directory = temporaryDirectory('tracker');
const profile = temporaryDirectory('chromium');
let instance: Instance;
let site: ShopSite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let id: string;

/** In a page: nothing is kept for the next one. */
const NOTHING_WAITS = `!Object.keys(localStorage).some((name) => name.startsWith('throughline:'))`;

const shop = (path: string, host = 'shop.example'): string => `http://${host}:${site.port}${path}`;

/** What the log holds of the test's visitors: those whose visit, page or enquiry names its mark. */
async function told(mark: string): Promise<Record<string, any>[]> {
  const events = await allEvents(instance);
  const visitors = new Set(events.filter((event) => JSON.stringify(event).includes(mark)).map((e) => e['visitor_id']));
  return events.filter((event) => visitors.has(event['visitor_id']));
}

/** Waits until the log holds so many events of a test, by type. */
async function toldOnce(mark: string, expected: Readonly<Record<string, number>>): Promise<Record<string, any>[]> {
  const until = Date.now() + 20_000;
  for (;;) {
    const events = await told(mark);
    const counts: Record<string, number> = {};
    for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
    if (Object.entries(expected).every(([type, count]) => (counts[type] ?? 0) >= count) || Date.now() > until) {
      expect(counts).toEqual(expected);
      return events;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function visitor(options: BrowserContextOptions = {}): Promise<void> {
  await context.close();
  context = await browser.newContext(options);
  page = await context.newPage();
}

/** Arrives by a link on a page of another domain. */
async function arrive(path: string, on = page): Promise<void> {
  await on.goto(`http://ads.example:${site.port}/?to=${encodeURIComponent(shop(path))}`);
  await Promise.all([on.waitForURL(/shop\.example/), on.click('a')]);
}

const answered = (on = page): Promise<unknown> =>
  on.waitForResponse((response) => response.url().includes('/v1/collect') && response.ok());

withBrowser('the tracker in Chromium', () => {
  beforeAll(async () => {
    site = await startShopSite();
    instance = await startInstance(directory.path);
    const collector = `http://t.shop.example:${new URL(instance.url).port}`;
    const settings = { DATA_DIR: directory.path };
    const made = await throughline(['site', 'add', 'shop.example', '--name', 'Shop'], { settings });
    expect([made.code, made.stdout]).toEqual([0, expect.stringContaining('<script async src=')]);
    id = /site (\S+):/.exec(made.stderr)?.[1] ?? '';
    // As with THROUGHLINE_PUBLIC_URL, which a test cannot know before the port.
    site.snippet = made.stdout.replaceAll(instance.url, collector);
    expect((await throughline(['site', 'check', id], { settings })).code).toBe(1);
    browser = await openChromium(executable ?? '');
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await instance.stop('SIGKILL');
    directory.remove();
    profile.remove();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  test('two campaigns, a reload, a second tab: two visits of one visitor, and a form that is their enquiry', async () => {
    await arrive('/?utm_source=yandex&utm_medium=cpc&utm_campaign=two-1');
    await toldOnce('two-1', { visit: 1, page: 1 });
    await page.reload();
    await toldOnce('two-1', { visit: 1, page: 2 });
    const tab = await context.newPage();
    await tab.goto(shop('/form'));
    await toldOnce('two-1', { visit: 1, page: 3 });
    await arrive('/?utm_source=vk&utm_medium=social&utm_campaign=two-2');
    await toldOnce('two-1', { visit: 2, page: 4 });
    // Back to the first campaign's page, which is no new arrival.
    await page.goBack();
    await page.goForward();
    await toldOnce('two-1', { visit: 2, page: 5 });

    await tab.fill('[name=your-name]', 'Анна');
    await tab.fill('[name=phone]', '8 916 123-45-01');
    await tab.fill('[name=password]', 'hunter2');
    await tab.fill('[name=cardnumber]', '4111111111111111');
    await tab.fill('[name=text]', 'my secret letter');
    await Promise.all([tab.waitForURL(/thanks/), tab.click('#ask button')]);
    const events = await toldOnce('two-1', { visit: 2, page: 6, enquiry: 1 });
    const enquiry = events.find(({ type }) => type === 'enquiry');
    expect(enquiry).toMatchObject({ kind: 'form', phone: '+79161234501', name: 'Анна', claim: true, source: id });
    expect(JSON.stringify(events)).not.toMatch(/hunter2|4111|secret/);
    expect(new Set(events.map((event) => event['visitor_id'])).size).toBe(1);
    const [first, second] = events.filter(({ type }) => type === 'visit');
    expect([first?.['referrer'], second?.['url']]).toEqual([
      expect.stringContaining('ads.example'),
      expect.stringContaining('two-2'),
    ]);

    await instance.caughtUp();
    const explained = await instance.get(`/v1/conversions/enquiry:${String(enquiry?.['id'])}`);
    expect(explained.body.journey.map((touch: any) => [touch.source, touch.medium, touch.campaign])).toEqual([
      ['yandex', 'cpc', 'two-1'],
      ['vk', 'social', 'two-2'],
    ]);
  });

  test('a callback, sent twice by an impatient hand, is one enquiry; an unmarked form is none', async () => {
    await page.goto(shop('/callback?utm_source=cb&utm_campaign=callback-1'));
    await page.fill('[name=t]', '+7 916 123-45-02');
    await page.click('#call-me button');
    await page.click('#call-me button');
    await page.goto(shop('/form'));
    await page.fill('#unmarked input', '+7 916 123-45-03');
    await Promise.all([page.waitForURL(/thanks/), page.click('#unmarked button')]);
    const events = await toldOnce('callback-1', { visit: 1, page: 3, enquiry: 1 });
    expect(events.find(({ type }) => type === 'enquiry')).toMatchObject({ kind: 'callback', phone: '+79161234502' });
  });

  test('a single-page site: each page it shows, with its title; a fragment is none', async () => {
    await page.goto(shop('/app?utm_source=spa&utm_campaign=spa-1'));
    await toldOnce('spa-1', { visit: 1, page: 1 });
    await page.click('#hash');
    await page.click('#next');
    await toldOnce('spa-1', { visit: 1, page: 2 });
    await page.goBack();
    const events = await toldOnce('spa-1', { visit: 1, page: 3 });
    expect(events.filter(({ type }) => type === 'page').map((event) => event['title'])).toEqual([
      '/app',
      'Second',
      'Second',
    ]);
  });

  test('the site calls it by hand, also before it is there: identify, an order, the visitor for a field of its own', async () => {
    await page.goto(shop('/?utm_source=api&utm_campaign=api-1'));
    const order = { id: 'order-1', kind: 'order', phone: '89161234504', value: '1500', currency: 'RUB' };
    await page.evaluate(`throughline('identify', { email: 'Olga@Example.com', crm_contact_id: '77' })`);
    for (let time = 0; time < 2; time++) await page.evaluate(`throughline('enquiry', ${JSON.stringify(order)})`);
    const events = await toldOnce('api-1', { visit: 1, page: 1, identify: 1, enquiry: 1 });
    expect(events.find(({ type }) => type === 'enquiry')).toMatchObject({ id: `${id}/order-1`, value: '1500.00' });
    const own = await page.evaluate(`new Promise((resolve) => throughline('visitor', resolve))`);
    expect(own).toBe(events[0]?.['visitor_id']);
  });

  test('the cookie of the server outlives what scripts may keep, and both are of the whole domain', async () => {
    // What the log holds is not answered yet: the page has its cookies when nothing waits any more.
    await Promise.all([answered(), page.goto(shop('/?utm_source=c&utm_campaign=cookie-1'))]);
    await page.waitForFunction(NOTHING_WAITS);
    const [first] = await toldOnce('cookie-1', { visit: 1, page: 1 });
    const cookies = await context.cookies();
    const [server, script] = ['throughline_visitor', 'throughline'].map((name) =>
      cookies.find((cookie) => cookie.name === name),
    );
    expect(server).toMatchObject({ value: first?.['visitor_id'], httpOnly: true, domain: '.shop.example' });
    expect(server?.sameSite).toBe('Lax');
    expect(script).toMatchObject({ httpOnly: false, domain: '.shop.example' });
    // A browser that clears what scripts have stored.
    await context.clearCookies({ name: 'throughline' });
    await page.evaluate('localStorage.clear()');
    await page.goto(shop('/?utm_source=c&utm_campaign=cookie-2', 'www.shop.example'));
    await toldOnce('cookie-1', { visit: 2, page: 2 });
    await page.waitForFunction(`document.cookie.includes('throughline=${String(first?.['visitor_id'])}.')`);
    const kept = (await context.cookies()).find((cookie) => cookie.name === 'throughline');
    expect(kept?.value.split('.')[0]).toBe(first?.['visitor_id']);
  });

  test('blocked cookies and storage: the landing and the form are told, nothing breaks, and pages make no visits', async () => {
    const blocking = await openChromiumWithoutCookies(executable ?? '', profile.path);
    try {
      const broken: string[] = [];
      const guarded = await blocking.newPage();
      guarded.on('pageerror', ({ message }) => broken.push(message));
      await arrive('/?utm_source=blocked&utm_campaign=blocked-1', guarded);
      await toldOnce('blocked-1', { visit: 1, page: 1 });
      await Promise.all([guarded.waitForURL(/form/), guarded.click('#form')]);
      expect(await guarded.evaluate('document.cookie')).toBe('');
      await guarded.fill('[name=phone]', '+7 916 123-45-05');
      await Promise.all([guarded.waitForURL(/thanks/), guarded.click('#ask button')]);
      await toldOnce('79161234505', { enquiry: 1 });
      await toldOnce('blocked-1', { visit: 1, page: 1 });
      expect(await blocking.cookies()).toEqual([]);
      expect(broken).toEqual([]);
    } finally {
      await blocking.close();
    }
  });

  test('a clock that is hours wrong changes no time, also of what waited for the next page', async () => {
    const HOURS = 7 * 3_600_000;
    await context.addInitScript(`{ const { now } = Date; Date.now = () => now() - ${HOURS}; }`);
    let offline = true;
    await context.route('**/v1/collect*', (route) => (offline ? route.abort() : route.continue()));
    const from = Date.now();
    await page.goto(shop('/?utm_source=clock&utm_campaign=clock-1'));
    await page.waitForFunction('Object.keys(localStorage).length >= 2');
    const until = Date.now();
    offline = false;
    await page.goto(shop('/cart'));
    const events = await toldOnce('clock-1', { visit: 1, page: 2 });
    const times = events.map((event) => Date.parse(String(event['at'])));
    for (const at of times.slice(0, 2)) {
      expect(at).toBeGreaterThan(from - 2_000);
      expect(at).toBeLessThan(until + 2_000);
    }
    await page.waitForFunction(NOTHING_WAITS);
  });

  test('a slow network: what had no answer when the page went is told again, and counts once', async () => {
    let first = true;
    await context.route('**/v1/collect*', async (route) => {
      if (!first) return route.continue();
      first = false;
      // Taken by the door; the answer never reaches the page.
      await route.fetch({ url: route.request().url().replace('t.shop.example', '127.0.0.1') });
      await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    });
    await page.goto(shop('/?utm_source=slow&utm_campaign=slow-1'));
    await toldOnce('slow-1', { visit: 1, page: 1 });
    await Promise.all([answered(), page.goto(shop('/cart'))]);
    await toldOnce('slow-1', { visit: 1, page: 2 });
    await page.waitForFunction(NOTHING_WAITS);
    await toldOnce('slow-1', { visit: 1, page: 2 });
  });

  test('a blocker that kills the script leaves the pixel its page and referrer; without scripts it has the page', async () => {
    await context.route('**/t.js', (route) => route.abort('blockedbyclient'));
    await arrive('/?utm_source=blocker&utm_campaign=blocker-1');
    const [visit] = await toldOnce('blocker-1', { visit: 1, page: 1 });
    expect(visit?.['referrer']).toContain('ads.example');
    await Promise.all([page.waitForURL(/cart/), page.click('#cart')]);
    await toldOnce('blocker-1', { visit: 1, page: 2 });

    await visitor({ javaScriptEnabled: false });
    await page.goto(shop('/?utm_source=noscript&utm_campaign=noscript-1'));
    await toldOnce('noscript-1', { visit: 1, page: 1 });
    await page.goto(shop('/cart'));
    await toldOnce('noscript-1', { visit: 1, page: 2 });
  });

  test('who refuses collection (Global Privacy Control) is neither told of nor remembered', async () => {
    await context.addInitScript(`Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(shop('/form?utm_source=gpc&utm_campaign=gpc-1'));
    await page.evaluate(`throughline('enquiry', { phone: '+79161234506' })`);
    await page.fill('[name=phone]', '+7 916 123-45-06');
    await Promise.all([page.waitForURL(/thanks/), page.click('#ask button')]);
    expect(asked).toContain('/t.js');
    expect(asked.filter((path) => path.startsWith('/v1/'))).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    expect(await told('gpc-1')).toEqual([]);
  });

  test('the site is told of by its check, and its visits and enquiries by the report', async () => {
    await instance.caughtUp();
    const { body } = await instance.get(`/v1/sites/${id}/check`);
    expect(body).toMatchObject({ id, name: 'Shop', receiving: true, enabled: true, hosts: ['shop.example'] });
    expect(Date.parse(body.first_event)).toBeLessThanOrEqual(Date.parse(body.last_event));
    expect((await throughline(['site', 'check', id], { settings: { DATA_DIR: directory.path } })).code).toBe(0);
    expect((await instance.get('/v1/sites/nothing/check')).status).toBe(404);
    const settings = { DATA_DIR: directory.path };
    expect((await throughline(['site', 'check', 'shop.example'], { settings })).code).toBe(0);
    expect((await throughline(['site', 'set', id, '--name', 'Windows'], { settings })).code).toBe(0);
    expect((await throughline(['site', 'list'], { settings })).stdout).toBe(`${id}\tshop.example\tWindows\n`);

    const report = await instance.get('/v1/reports/roi?by=campaign&model=first_touch');
    const rowOf = (campaign: string) => report.body.rows.find((row: any) => row.campaign === campaign);
    expect(rowOf('two-1')).toMatchObject({ visits: 1, enquiries: 1, leads: 1 });
    expect(rowOf('two-2')).toMatchObject({ visits: 1, enquiries: 0 });
    for (const campaign of ['spa-1', 'slow-1', 'clock-1', 'blocker-1', 'noscript-1', 'cookie-1', 'blocked-1'])
      expect([campaign, rowOf(campaign)?.visits]).toEqual([campaign, 1]);
  });
});
