/** `docs/data-health.md` tells of each number, in both languages. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { HEALTH_METRICS } from './health-metrics.ts';

const PAGE = new URL('../../../../docs/data-health.md', import.meta.url);

test('the page tells of each number once a language, in the order of the report', () => {
  const [, russian = '', english = ''] = readFileSync(PAGE, 'utf8').split(/^## /m);
  for (const text of [russian, english]) {
    expect([...text.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key)).toEqual(HEALTH_METRICS.map(({ key }) => key));
  }
});
