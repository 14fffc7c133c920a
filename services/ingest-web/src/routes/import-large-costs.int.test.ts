import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { errorsOf, HEAD, row } from '../test/cost-file/cost-rows.ts';
import { postFile } from '../test/cost-file/post-file.ts';
import { startIngestWeb, type Started } from '../test/start-ingest-web.ts';

/** The largest files of costs through real HTTP: a million rows, and what is refused beyond. */
let web: Started;
beforeEach(async () => void (web = await startIngestWeb()));
afterEach(() => web.stop());

test('a million rows with one bad: its line is told, nothing is left behind, others are answered meanwhile', async () => {
  const before = row({ campaign: '' }).repeat(900_000);
  const file = Buffer.from(`${HEAD}${before}${row({ date: 'x' })}${row({ campaign: '' }).repeat(99_999)}`);
  let done = false;
  const imported = postFile(web, file).finally(() => (done = true));
  let answered = 0;
  while (!done) if ((await web.get('/v1/events?limit=1')).status === 200) answered++;
  const { status, json } = await imported;
  expect([status, errorsOf(json)]).toEqual([422, [[900_002, '/date', 'invalid_date']]]);
  expect(answered).toBeGreaterThan(3);
  expect(await web.events()).toEqual([]);
});

test('more rows than a million, whatever they say', async () => {
  const answer = await postFile(web, Buffer.from(HEAD + ';\n'.repeat(1_000_001)));
  expect([answer.status, answer.json.code]).toEqual([413, 'too_many_rows']);
});

test('a range that makes more costs than a million', async () => {
  const year = (i: number): string => `2025-01-01;2025-12-31;x;c${i};1\n`;
  const file = `date_from;date_to;source;campaign;cost\n${Array.from({ length: 2_740 }, (_, i) => year(i)).join('')}`;
  const { status, json } = await postFile(web, file);
  expect([status, json.code]).toEqual([413, 'too_many_rows']);
});
