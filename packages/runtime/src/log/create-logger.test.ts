import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createLogger } from './create-logger.ts';
import { redactPath } from './redact.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger({ level: 'trace', name: 'test', destination: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

describe('nothing secret or personal reaches a log', () => {
  const secrets = ['s3cret-token', '495) 123-45-67', '79161234567', 'ivan@example.com', 'иван@почта.рф', 'sk_live_1'];
  test.each<[string, (logger: ReturnType<typeof createLogger>) => void]>([
    ['the token of a hook path', (log) => log.info({ path: '/v1/hooks/ct/s3cret-token' }, 'x')],
    ['more after the token', (log) => log.info({ url: '/v1/hooks/ct/s3cret-token/calls?x=1' }, 'x')],
    ['a path in the message', (log) => log.info('POST /v1/hooks/ct/s3cret-token failed')],
    ['a key in a query', (log) => log.info({ url: '/v1/collect?key=s3cret-token&x=1' }, 'x')],
    ['a bearer key', (log) => log.info('Authorization: Bearer s3cret-token')],
    ['a password in an address', (log) => log.warn('http://admin:s3cret-token@localhost:8123/ does not answer')],
    ['a header', (log) => log.info({ headers: { authorization: 's3cret-token', cookie: 's3cret-token' } }, 'x')],
    [
      'settings',
      (log) => log.info({ source: { secret: 's3cret-token', signing_key: 'sk_live_1', apiKey: 's3cret-token' } }, 'x'),
    ],
    ['a phone in a message', (log) => log.warn('call from +7 (495) 123-45-67')],
    ['a phone in an array', (log) => log.warn({ parts: ['8 (495) 123-45-67', '79161234567'] }, 'x')],
    ['a phone in a field of that name', (log) => log.warn({ phone: 79161234567, caller: '79161234567' }, 'x')],
    ['an email', (log) => log.warn({ note: 'from ivan@example.com' }, 'to иван@почта.рф')],
    ['an email in a query', (log) => log.warn({ url: '/x?e=ivan%40example.com' }, 'x')],
    [
      'an error and its cause',
      (log) => log.error({ err: new Error('for ivan@example.com', { cause: new Error('79161234567') }) }, 'x'),
    ],
    ['an error alone', (log) => log.error(new Error('for ivan@example.com'))],
    ['an error inside', (log) => log.error({ outcome: { reason: new TypeError('79161234567') } }, 'x')],
    ['an error without a message', (log) => log.error({ err: new Error('for ivan@example.com') })],
    ['a child of a child', (log) => log.child({ a: 1 }).child({ path: '/v1/hooks/ct/s3cret-token' }).info('x')],
    ['a child logger', (log) => log.child({ caller: '79161234567', path: '/v1/hooks/ct/s3cret-token' }).info('x')],
    ['bytes', (log) => log.info({ body: Buffer.from('79161234567') }, 'x')],
    ['a placeholder', (log) => log.info('caller %s', '79161234567')],
  ])('%s', (_name, write) => {
    const text = logged(write);
    expect(text).not.toBe('');
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test('a phone in any usual form', () => {
    const separator = fc.constantFrom('', ' ', '-', ') ', ' (');
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(
        fc.constantFrom('+', ''),
        fc.array(fc.tuple(digit, separator), { minLength: 10, maxLength: 13 }),
        (plus, parts) => {
          const phone =
            plus + parts.map(([number, mark], index) => `${number}${index < parts.length - 1 ? mark : ''}`).join('');
          expect(logged((log) => log.info(`caller ${phone}`))).toContain('[phone]');
        },
      ),
    );
  });
});

test('what one debugs with stays', () => {
  const line = logged((log) =>
    log.error(
      {
        err: new TypeError('no such field'),
        requestId: 'a1b2c3d4e5f6-1',
        offset: 12345678901234,
        path: '/v1/events',
        at: '2026-08-01T10:20:30.000Z',
      },
      'request failed',
    ),
  );
  expect(JSON.parse(line)).toMatchObject({
    ...{ level: 'error', service: 'test', msg: 'request failed', requestId: 'a1b2c3d4e5f6-1', offset: 12345678901234 },
    ...{ path: '/v1/events', at: '2026-08-01T10:20:30.000Z' },
    err: { type: 'TypeError', message: 'no such field', stack: expect.stringContaining('create-logger.test') },
  });
});

test.each([
  ['/v1/hooks/ct/tok', '/v1/hooks/ct/[token]'],
  ['/v1/hooks/ct/tok/a/b?c=1', '/v1/hooks/ct/[token]/a/b?c=1'],
  ['/v1/events?workspace=main', '/v1/events?workspace=main'],
])('the path %s is logged as %s', (path, expected) => expect(redactPath(path)).toBe(expected));
