import { expect, test } from '@jest/globals';
import { CommandError } from '../commands/instance-client.ts';
import { persistently } from './persistently.ts';

const never = new AbortController().signal;

test('what passes is tried again until it gets through', async () => {
  const answers = [0, 408, 503];
  const attempt = async (): Promise<string> => {
    const status = answers.shift();
    if (status !== undefined) throw new CommandError(status, 'not now');
    return 'through';
  };
  await expect(persistently(attempt, never)).resolves.toBe('through');
});

test.each([new CommandError(422, 'never'), new TypeError('a bug')])('%s is not tried again', async (error) => {
  let attempts = 0;
  const attempt = async (): Promise<never> => {
    attempts += 1;
    throw error;
  };
  await expect(persistently(attempt, never)).rejects.toBe(error);
  expect(attempts).toBe(1);
});

test('it stops before its next attempt when it is told to', async () => {
  const controller = new AbortController();
  let attempts = 0;
  const attempt = async (): Promise<never> => {
    attempts += 1;
    controller.abort(new Error('stopped'));
    throw new CommandError(503, 'not now');
  };
  await expect(persistently(attempt, controller.signal)).rejects.toThrow('stopped');
  expect(attempts).toBe(1);
});
