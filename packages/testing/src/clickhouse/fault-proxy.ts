import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exceptionText, halfOf, lateException, rawAnswer, type Answer } from './answer-text.ts';
import type { Fault } from './fault.ts';

/** Stands between clients and a ClickHouse server, and lets go wrong what it is told to. */
export interface FaultProxy {
  readonly url: string;
  /** What happens to statements from now on; null: nothing. */
  fault: Fault | null;
  /** Which of them, by how they begin. */
  onto: RegExp;
  /** Of the statements concerned, each so-manieth meets it; 1 unless told. */
  every: number;
  /** Requests that met the fault since it was set. */
  readonly met: number;
  close(): Promise<void>;
}

/** @param target address of the server, without a path */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let fault: Fault | null = null;
  let concerned = 0;
  const proxy: { -readonly [Member in keyof FaultProxy]: FaultProxy[Member] } = {
    url: '',
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      concerned = 0;
      proxy.met = 0;
    },
    onto: /^/,
    every: 1,
    met: 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  async function serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await collect(asked);
    if (fault === null || !proxy.onto.test(statementOf(asked, body)) || (concerned += 1) % proxy.every !== 0) {
      const { status, headers, body: text } = await forward(target, asked, body);
      answer.writeHead(status, headers).end(text);
      return;
    }
    proxy.met += 1;
    await spoil(fault, asked, answer, () => forward(target, asked, body));
  }

  const server = createServer((asked, answer) => {
    // A client that is gone, or a server that is: the connection breaks, as it would without a proxy.
    serve(asked, answer).catch(() => answer.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

/** It stands in the URL where rows stand in the body. */
const statementOf = (asked: IncomingMessage, body: Buffer): string =>
  new URL(asked.url ?? '/', 'http://proxy').searchParams.get('query') ?? body.subarray(0, 1_000).toString('utf8');

async function spoil(
  fault: Fault,
  { socket }: IncomingMessage,
  answer: ServerResponse,
  carryOut: () => Promise<Answer>,
): Promise<void> {
  switch (fault.kind) {
    case 'status':
      answer.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
      return;
    case 'exception':
      answer
        .writeHead(500, { 'x-clickhouse-exception-code': String(fault.code), 'x-clickhouse-query-id': 'refused' })
        .end(exceptionText(fault));
      return;
    case 'reset':
      if (fault.when === 'after') await carryOut();
      socket.resetAndDestroy();
      return;
    case 'truncated': {
      const sent = halfOf(await carryOut(), fault.end);
      if (fault.end === 'orderly') socket.end(sent);
      else socket.write(sent, () => fault.end === 'broken' && socket.destroy());
      return;
    }
    case 'late exception':
      socket.end(rawAnswer(lateException(await carryOut(), fault)));
      return;
    case 'silence':
      await carryOut();
  }
}

async function forward(target: string, asked: IncomingMessage, body: Buffer): Promise<Answer> {
  const { host: _, 'transfer-encoding': __, ...headers } = asked.headers;
  const url = new URL(asked.url ?? '/', target);
  const onward = request(url, {
    method: asked.method ?? 'GET',
    headers: { ...headers, 'content-length': body.length, connection: 'close' },
  }).end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const { connection: ___, 'transfer-encoding': ____, 'keep-alive': _____, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: kept, body: await collect(answer) };
}

async function collect(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
