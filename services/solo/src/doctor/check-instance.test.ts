import { describe, expect, test } from '@jest/globals';
import { apiFinding, lagFinding, rejectedFinding, sourcesFinding, warehouseFinding } from './check-instance.ts';

describe('lag', () => {
  const behind = (record: number, attribute = 0): { caught_up: boolean; lag: Record<string, number> } => ({
    caught_up: false,
    lag: { record, attribute },
  });
  test.each([
    ['caught up meanwhile', behind(5), { caught_up: true, lag: { record: 0, attribute: 0 } }, 'ok', 'caught up'],
    ['shrinking', behind(500), behind(499), 'warning', 'behind: record 499; catching up'],
    [
      'one stage catches up by as much as the other gets behind',
      behind(10),
      behind(0, 10),
      'problem',
      /attribute 10; and/,
    ],
    ['standing', behind(500), behind(500), 'problem', /^behind: record 500; and it does not shrink/],
    ['growing', behind(5), behind(6), 'problem', /does not shrink/],
  ])('%s', (_what, first, second, state, detail) => {
    const finding = lagFinding(first, second);
    expect(finding).toMatchObject({ check: 'lag', state });
    expect(finding.detail).toMatch(detail);
  });
});

test.each([
  [undefined, 'ok', /no statement/],
  [{ reason: 'rules_changed', state: 'failed' }, 'ok', /no statement/],
  [{ reason: 'damaged', state: 'building' }, 'warning', /made anew/],
  [{ reason: 'damaged', state: 'failed' }, 'problem', /fails/],
  [{ reason: 'damaged', state: 'needed' }, 'problem', /the disk/],
] as const)('a warehouse of which the status says %j: %s', (rebuild, state, detail) => {
  const finding = warehouseFinding({ caught_up: true, lag: {}, ...(rebuild === undefined ? {} : { rebuild }) });
  expect(finding).toMatchObject({ state, detail: expect.stringMatching(detail) });
});

test('rejected events that are open are a warning with their number', () => {
  expect(rejectedFinding(0)).toMatchObject({ state: 'ok' });
  expect(rejectedFinding(7)).toMatchObject({ state: 'warning', detail: expect.stringMatching(/^7 open/) });
});

test('sources from which nothing came are named', () => {
  const seen = (id: string, isSilent: boolean) => ({ id, isSilent, trouble: null });
  expect(sourcesFinding([])).toMatchObject({ state: 'ok' });
  expect(sourcesFinding([seen('mango', false)])).toMatchObject({ state: 'ok', detail: '1, none silent' });
  expect(sourcesFinding([seen('mango', false), seen('calltouch', true), seen('amocrm', true)])).toMatchObject({
    state: 'warning',
    detail: expect.stringContaining('from calltouch, amocrm:'),
  });
});

test('a source whose API gives nothing is a problem that says what to do', () => {
  const seen = { id: 'amocrm', isSilent: false, trouble: null };
  expect(apiFinding([seen])).toMatchObject({ state: 'ok' });
  const trouble = { reason: 'refused', since: '2026-03-02T10:00:00.000Z', what_to_do: { en: 'Make a new token.' } };
  expect(apiFinding([seen, { ...seen, id: 'hubspot', trouble }])).toMatchObject({
    state: 'problem',
    detail: 'hubspot: refused since 2026-03-02T10:00:00.000Z. Make a new token.',
  });
});
