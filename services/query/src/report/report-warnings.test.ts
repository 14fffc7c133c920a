import { expect, test } from '@jest/globals';
import { periodOf } from '../request/period.ts';
import { reportWarnings } from './report-warnings.ts';

const period = (from: string) => {
  const read = periodOf({ from, to: '2026-08-31' }, 'Europe/Moscow', 0);
  if (!read.ok) throw new Error('bad period');
  return read.value;
};
const workspace = {
  sources: [
    { id: 'amocrm', completeFrom: Date.parse('2026-07-31T21:00:00Z') },
    { id: 'calltouch', completeFrom: Date.parse('2026-08-10T09:00:00Z') },
  ],
} as unknown as Parameters<typeof reportWarnings>[0]['workspace'];

test.each([
  ['2026-08-01', ['calltouch']],
  ['2026-07-31', ['amocrm', 'calltouch']],
  ['2026-08-11', []],
])('a report from %s names the sources that are not complete by then: %j', (from, sources) => {
  expect(reportWarnings({ workspace, period: period(from) }).map(({ source }) => source)).toEqual(sources);
});

test('a warning says from when on the source is complete', () => {
  expect(reportWarnings({ workspace, period: period('2026-08-01') })).toEqual([
    {
      code: 'source_incomplete',
      source: 'calltouch',
      complete_from: '2026-08-10T09:00:00.000Z',
      detail: "Source 'calltouch' is complete only from 2026-08-10T09:00:00.000Z; the report begins before that.",
    },
  ]);
});
