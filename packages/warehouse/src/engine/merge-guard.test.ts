import { expect, test } from '@jest/globals';
import { createMergeGuard } from './merge-guard.ts';

test('merges stop while there is little room, and go on when there is plenty', async () => {
  const said: string[] = [];
  const guard = createMergeGuard((statement) => Promise.resolve(said.push(statement)));
  const MB = 1_048_576;
  for (const free of [500, 63, 10, 100, 127, 128, 500]) await guard(free * MB);
  expect(said).toEqual(['SYSTEM STOP MERGES', 'SYSTEM STOP MERGES', 'SYSTEM START MERGES']);
});
