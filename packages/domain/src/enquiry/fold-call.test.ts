import { expect, test } from '@jest/globals';
import { call, NOON, origin, SECOND } from '@throughline/testing/facts';
import { foldCall } from './fold-call.ts';

const ring = call('C', {
  id: 'a',
  customer: 'p:1',
  line: '+7495',
  source: 'ct',
  visitor: 'v:1',
  statedOrigin: origin('yandex/cpc'),
});
const end = call('C', {
  id: 'b',
  at: NOON + 60 * SECOND,
  direction: null,
  answered: true,
  talkSeconds: 50,
  waitSeconds: 5,
  manager: 'ann',
});

test('at is the earliest; every other field the last stated, whatever the order of arrival', () => {
  const folded = foldCall([end, ring]);
  expect(folded).toMatchObject({
    at: NOON,
    eventId: ring.eventId,
    source: 'api',
    direction: 'in',
    customer: 'p:1',
    line: '+7495',
    answered: true,
    talkSeconds: 50,
    waitSeconds: 5,
    manager: 'ann',
    visitor: 'v:1',
    statedOrigin: origin('yandex/cpc'),
    spam: null,
    excluded: false,
  });
  expect(foldCall([ring, end])).toEqual(folded);
});

test.each([
  ['a later value goes before an earlier', { answered: false }, false],
  ['what a later phase does not state stays', { answered: null }, true],
])('%s', (_, given, answered) => {
  expect(foldCall([ring, end, call('C', { id: 'c', at: NOON + 90 * SECOND, ...given })]).answered).toBe(answered);
});

test('at one time the greater id is the last', () => {
  const phases = [call('C', { id: '1', manager: 'ann' }), call('C', { id: '2', manager: 'bob' })];
  expect(foldCall(phases).manager).toBe('bob');
  expect(foldCall(phases.toReversed()).manager).toBe('bob');
});

test('one excluded phase excludes the call', () => {
  expect(foldCall([ring, { ...end, excluded: 'phone' }]).excluded).toBe(true);
});
