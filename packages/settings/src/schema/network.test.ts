import { expect, test } from '@jest/globals';
import { readNetwork } from './network.ts';

test.each([
  ['10.0.0.0/8', { address: '10.0.0.0', bits: 8, family: 'ipv4' }],
  [' 203.0.113.7 ', { address: '203.0.113.7', bits: 32, family: 'ipv4' }],
  ['::ffff:203.0.113.7', { address: '203.0.113.7', bits: 32, family: 'ipv4' }],
  ['2001:db8::/32', { address: '2001:db8::', bits: 32, family: 'ipv6' }],
  ['::1', { address: '::1', bits: 128, family: 'ipv6' }],
  ['10.0.0.0/33', null],
  ['10.0.0.0/-1', null],
  ['10.0.0.0/', null],
  ['10.0.0.0/8/8', null],
  ['10.0.0', null],
  ['office', null],
  ['', null],
])('%j', (text, network) => {
  expect(readNetwork(text)).toEqual(network);
});
