import { expect, test } from '@jest/globals';
import { knownTimeZone } from './known-time-zone.ts';

test.each([
  ['Europe/Moscow', 'Europe/Moscow'],
  ['europe/moscow', 'Europe/Moscow'],
  ['UTC', 'UTC'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Moscow', null],
  ['+03:00', null],
  ["UTC'; DROP", null],
  ['', null],
])('time zone %j is %j', (name, known) => expect(knownTimeZone(name)?.toLowerCase()).toBe(known?.toLowerCase()));
