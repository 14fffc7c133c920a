import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { ADMIN_KEY, startInstance, type Instance } from './process/instance.ts';
import { temporaryDirectory } from './process/temporary-directory.ts';
import { findChromium, openChromium } from './tracker/open-chromium.ts';

/** The page as a person comes to see it: by the key, in a browser, with the numbers of a large shop. */
const executable = findChromium();
const withBrowser = executable === null ? describe.skip : describe;
const AT = '2026-08-01T10:00:00Z';
const PHONE = '+79000000142';

/** In a page: where the texts of a row's cells begin and end, in pixels. */
const EXTENTS = `[...document.querySelectorAll('.row')].map((row) => [...row.children].map((cell) => {
  const text = document.createRange();
  text.selectNodeContents(cell);
  const { left, right } = text.getBoundingClientRect();
  return { text: cell.textContent.trim(), left, right };
}))`;
type Cell = { readonly text: string; readonly left: number; readonly right: number };

withBrowser('the ROI page', () => {
  const directory = temporaryDirectory('page-layout');
  let instance: Instance;
  let browser: Browser;

  beforeAll(async () => {
    instance = await startInstance(directory.path);
    browser = await openChromium(executable ?? '');
    const deal = { type: 'deal', deal_id: 'd1', at: AT, phone: PHONE };
    await instance.post('/v1/events', {
      events: [
        {
          type: 'visit',
          id: 'v1',
          at: AT,
          visitor_id: 'w1',
          url: 'https://x.example/?utm_source=yandex&utm_medium=cpc&utm_campaign=brand',
        },
        { type: 'enquiry', id: 'e1', at: AT, kind: 'form', visitor_id: 'w1', phone: PHONE },
        { ...deal, id: 'c1', status: 'won', amount: '8118458005.00', cost_of_goods: '1000000000' },
      ],
    });
    await instance.post('/v1/costs', {
      rows: [{ date: '2026-08-01', source: 'yandex', campaign: 'brand', cost: '2118458005.55', currency: 'RUB' }],
    });
    await instance.caughtUp();
  });
  afterAll(async () => {
    await browser.close();
    await instance.stop('SIGKILL');
    directory.remove();
  });

  test.each([
    ['ru', 1_300, '8 118 458 005'],
    ['en', 800, '8,118,458,005'],
  ])('no number runs into the next: %s, a window of %d pixels', async (lang, width, revenue) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.goto(`${instance.url}/?from=2026-08-01&to=2026-08-31&lang=${lang}`);
    await page.fill('input[name=key]', ADMIN_KEY);
    await page.click('button');
    await page.goto(`${instance.url}/?from=2026-08-01&to=2026-08-31&lang=${lang}`);
    await page.evaluate(`document.querySelectorAll('details').forEach((branch) => { branch.open = true; })`);
    const rows: Cell[][] = await page.evaluate(EXTENTS);
    const texts = rows.map((cells) => cells.map(({ text }) => text.replace(/\s/g, ' ')));
    expect(texts.filter((cells) => cells.includes(revenue)).length).toBeGreaterThanOrEqual(3);
    for (const cells of rows) {
      for (const [index, cell] of cells.slice(1).entries()) {
        expect({ ...cell, gap: cell.left - (cells[index]?.right ?? 0) > 4 }).toEqual({ ...cell, gap: true });
      }
    }
    await page.close();
  });
});
