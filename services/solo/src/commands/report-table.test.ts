import { expect, test } from '@jest/globals';
import { reportTable } from './report-table.ts';

const answer = {
  report: 'roi',
  meta: { from: '2026-08-01', to: '2026-08-31', timezone: 'Europe/Moscow', currency: 'RUB' },
  dimensions: ['source'],
  metrics: [
    { key: 'visits', unit: 'count' },
    { key: 'revenue', unit: 'money' },
    { key: 'romi', unit: 'ratio' },
  ],
  rows: [
    { source: 'yandex', visits: 12345, revenue: '1234567.50', romi: 0.5 },
    { source: '(direct)', visits: 1, revenue: '0.00', romi: null },
  ],
  totals: { visits: 12346, revenue: '1234567.50', romi: 0.5 },
};

test('columns line up, thousands are spaced, no value is a dash', () => {
  expect(reportTable(answer).split('\n')).toEqual([
    'source         visits       revenue   romi',
    '──────────────────────────────────────────',
    'yandex         12 345  1 234 567.50  50.0%',
    '(direct)            1          0.00      —',
    '──────────────────────────────────────────',
    'Итого / Total  12 346  1 234 567.50  50.0%',
  ]);
});

test('only the asked metrics are shown', () => {
  expect(reportTable(answer, ['visits', 'unknown']).split('\n')[0]).toBe('source         visits');
});

test('of a report of many metrics the headlines are shown', () => {
  const many = Array.from({ length: 20 }, (_, n) => ({ key: `metric-${n}`, unit: 'count' }));
  const wide = { ...answer, metrics: [...many, ...answer.metrics] };
  expect(reportTable(wide).split('\n')[0]).toBe('source         visits       revenue   romi');
});
