import { expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { createLogger } from '../log/create-logger.ts';
import { createLifecycle } from './create-lifecycle.ts';

const logger = createLogger({ level: 'silent', name: 'test' });
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('stops in the reverse order, one after the other, once', async () => {
  const order: string[] = [];
  const lifecycle = createLifecycle(logger);
  lifecycle.onStop('log', () => void order.push('log'));
  lifecycle.onStop('http', async () => {
    await pause(10);
    order.push('http');
  });
  expect(await Promise.all([lifecycle.stop(), lifecycle.stop()])).toEqual([true, true]);
  expect(order).toEqual(['http', 'log']);
});

test('a part that fails does not keep the others running', async () => {
  const order: string[] = [];
  const lifecycle = createLifecycle(logger);
  lifecycle.onStop('log', () => void order.push('log'));
  lifecycle.onStop('http', () => Promise.reject(new Error('stuck')));
  expect(await lifecycle.stop()).toBe(false);
  expect(order).toEqual(['log']);
});

test('gives up after the limit', async () => {
  const lifecycle = createLifecycle(logger, 20);
  lifecycle.onStop('http', () => new Promise<void>(() => undefined));
  expect(await lifecycle.stop()).toBe(false);
});

test('a signal stops, a second one does not wait', async () => {
  const signals = new EventEmitter();
  const clean = createLifecycle(logger);
  const code = clean.untilSignal(signals);
  signals.emit('SIGTERM');
  expect(await code).toBe(0);

  const stuck = createLifecycle(logger, 60_000);
  let release = (): void => undefined;
  stuck.onStop('http', () => new Promise<void>((resolve) => (release = resolve)));
  const forced = stuck.untilSignal(signals);
  signals.emit('SIGINT');
  signals.emit('SIGINT');
  expect(await forced).toBe(130);
  release();
});
