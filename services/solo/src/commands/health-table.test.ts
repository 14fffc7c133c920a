import { expect, test } from '@jest/globals';
import { healthTable } from './health-table.ts';

test('a line a metric, a column a source; what happened nowhere is left out', () => {
  const answer = {
    report: 'data-health',
    meta: { from: '2026-08-01', to: '2026-08-31', timezone: 'Europe/Moscow', currency: 'RUB' },
    dimensions: ['source'],
    metrics: ['last_event', 'events', 'duplicates', 'excluded_bot'].map((key) => ({ key, unit: 'count' })),
    rows: [
      { source: 'api', last_event: '2026-08-01T10:00:00Z', events: 12, duplicates: null, excluded_bot: 0 },
      { source: 'calltouch', last_event: null, events: 0, duplicates: null, excluded_bot: 0 },
    ],
    totals: { last_event: '2026-08-01T10:00:00Z', events: 12, duplicates: null, excluded_bot: 0 },
  };
  expect(healthTable(answer).split('\n')).toEqual([
    '                             api  calltouch         Итого / Total',
    'last_event  2026-08-01T10:00:00Z          —  2026-08-01T10:00:00Z',
    'events                        12          0                    12',
  ]);
});
