import { expect, test } from '@jest/globals';
import { checkNode } from './check-node.ts';

test.each([
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
  ['20.18.9', 'problem'],
  ['18.20.4', 'problem'],
])('%s: %s', (version, state) => expect(checkNode(version)).toMatchObject({ check: 'node', state }));
