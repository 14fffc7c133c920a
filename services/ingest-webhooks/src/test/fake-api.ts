import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the fake; `hang` answers nothing. */
export type FakeAnswer =
  | {
      readonly status: number;
      readonly json?: object;
      readonly text?: string;
      readonly headers?: Record<string, string>;
    }
  | 'hang';

/** Another company's API on this machine: a real HTTP server that answers in the form of the vendor's document. */
export interface FakeApi {
  readonly origin: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** Authorization headers seen. */
  readonly tokens: Set<string>;
  /** What to answer to a path that is asked for the nth time. */
  answer: (path: string, nth: number, body?: string) => FakeAnswer;
  stop(): Promise<void>;
}

export async function startFakeApi(answer: FakeApi['answer'], jsonType = 'application/json'): Promise<FakeApi> {
  const counts = new Map<string, number>();
  const fake: Omit<FakeApi, 'origin' | 'stop'> = { asked: [], tokens: new Set(), answer };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => void reply(request, response));

  async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    fake.asked.push(path);
    fake.tokens.add(request.headers.authorization ?? '');
    const nth = (counts.get(path) ?? 0) + 1;
    counts.set(path, nth);
    const said = fake.answer(path, nth, await textOf(request));
    if (said === 'hang') return;
    const type = said.json === undefined ? 'text/html' : jsonType;
    response.writeHead(said.status, { 'content-type': type, ...said.headers });
    response.end(said.json === undefined ? said.text : JSON.stringify(said.json));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
