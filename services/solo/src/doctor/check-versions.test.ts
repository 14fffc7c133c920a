import { expect, test } from '@jest/globals';
import { checkVersions } from './check-versions.ts';

test('all of one release are well', () => {
  const running = [
    { kind: 'attribution', clients: ['throughline-2.0.0', 'throughline-2.0.0'] },
    { kind: 'jobs', clients: [] },
  ];
  expect(checkVersions(running, 'throughline-2.0.0')).toEqual({
    check: 'versions',
    state: 'ok',
    detail: '2 consumers, all throughline-2.0.0',
  });
});

test('others are counted, by kind', () => {
  const running = [
    { kind: 'attribution', clients: ['throughline-2.0.0', 'throughline-1.9.0', 'throughline-1.9.0'] },
    { kind: 'jobs', clients: ['throughline'] },
  ];
  expect(checkVersions(running, 'throughline-2.0.0')).toMatchObject({
    state: 'warning',
    detail:
      '2 of attribution throughline-1.9.0; 1 of jobs throughline, and this is throughline-2.0.0: restart them with the present release',
  });
});
