import { expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { createLogger } from '../log/create-logger.ts';
import { createHttpApp } from './create-http-app.ts';
import { readBody } from './read-body.ts';
import { sendJson } from './send.ts';

/** The limits are 5 and 10 s and looked at every second; without them it would be minutes. */
const CUT_OFF_MS = 30_000;
const HEALTHY_MS = 1_000;

/** Opens a connection that does too little; resolves with what it got back when the server closes it. */
function slow(port: number, opening: string, every: string | null): { socket: Socket; closed: Promise<string> } {
  const socket = connect(port, '127.0.0.1', () => socket.write(opening));
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.on('error', () => undefined);
  const timer = every === null ? undefined : setInterval(() => socket.write(every), 1_000);
  const closed = new Promise<string>((resolve) => socket.on('close', () => resolve((clearInterval(timer), answer))));
  return { socket, closed };
}

test('400 slow senders are cut off in time, and healthy requests do not notice', async () => {
  const app = createHttpApp({
    logger: createLogger({ level: 'silent', name: 'test' }),
    routes: () => undefined,
    hot: new Map([
      [
        'POST /x',
        async (request, response) => sendJson(request, response, 200, String((await readBody(request, 1_000)).length)),
      ],
    ]),
  });
  const port = await app.listen(0, '127.0.0.1');
  const head = 'POST /x HTTP/1.1\r\nHost: x\r\n';
  const kinds = [
    { opening: '', every: null },
    { opening: head, every: 'X-Header: a\r\n' },
    { opening: `${head}Content-Length: 1000\r\n\r\n{`, every: null },
    { opening: `${head}Content-Length: 1000\r\n\r\n{`, every: ' ' },
  ];
  const startedAt = performance.now();
  const senders = Array.from({ length: 400 }, (_, index) =>
    slow(port, kinds[index % 4]!.opening, kinds[index % 4]!.every),
  );
  let finished = false;
  const all = Promise.all(senders.map(({ closed }) => closed)).finally(() => (finished = true));

  const durations: number[] = [];
  while (!finished) {
    const from = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/x`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(200);
    await answer.text();
    durations.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const answers = await all;
  expect(performance.now() - startedAt).toBeLessThan(CUT_OFF_MS);
  expect(durations.sort((a, b) => a - b)[Math.floor(durations.length * 0.99)]).toBeLessThan(HEALTHY_MS);
  for (const [index, answer] of answers.entries()) {
    if (index % 4 !== 0) expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*request_timeout/);
  }
  await app.close(0);
});
