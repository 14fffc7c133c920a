/** What `docs/sources/site.md` tells a marketer, held to the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const ROOT = new URL('../../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const all = (folder: string): string =>
  readdirSync(new URL(folder, ROOT))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => read(`${folder}/${file}`))
    .join('\n');

const [, russian = '', english = ''] = read('docs/sources/site.md').split(/^## /m);
const named = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);

test('both languages name the same things', () => {
  const [inRussian, inEnglish] = [russian, english].map((text) => [...new Set(named(text))].sort());
  expect(inRussian?.length).toBeGreaterThan(30);
  expect(inRussian).toEqual(inEnglish);
});

test('every attribute of a form, call and reason is one of the code', () => {
  const tracker = all('packages/tracker/browser');
  const door = all('services/ingest-web/src/collect');
  for (const [attribute] of russian.matchAll(/data-throughline(-\w+)?/g)) {
    const member = attribute.slice('data-'.length).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect([attribute, tracker.includes(member)]).toEqual([attribute, true]);
  }
  for (const [, call = ''] of russian.matchAll(/throughline\('(\w+)'/g))
    expect([call, tracker.includes(`'${call}'`)]).toEqual([call, true]);
  const reasons = [...russian.matchAll(/^\| `(\w+)` +\| /gm)].map(([, reason = '']) => reason);
  expect(reasons).toHaveLength(8);
  for (const reason of reasons) expect([reason, `${door}${tracker}`.includes(`'${reason}'`)]).toEqual([reason, true]);
});
