import { DEFAULT_RUN } from '@throughline/domain';
import type { RunParameters } from '@throughline/domain';

/** Sources of generated scenarios; a source not listed here ranks last. */
export const TEST_SOURCES: RunParameters['sources'] = {
  ct: { rank: 1, role: 'call_tracking' },
  pbx: { rank: 2, role: 'telephony' },
  amo: { rank: 3, role: 'crm' },
};

/** A run with hub limits so small that crossings are frequent, and dated rates with gaps. */
export const TEST_RUN: RunParameters = {
  ...DEFAULT_RUN,
  hubLimits: { others: 3, visitors: 5 },
  sources: TEST_SOURCES,
  rates: ['2026-07-31', '2026-08-01', '2026-08-15', '2026-08-31', '2026-09-01'].map((date, i) => ({
    currency: 'USD',
    date,
    rate: `8${i}.12${i}5`,
  })),
  rules: 'test',
};
