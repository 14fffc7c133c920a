import { createConnection, createServer, type Socket } from 'node:net';

const PRODUCE = 0;
/** Long enough for the broker to write what it was sent. */
const WRITTEN_MS = 150;

/** Stands between clients and a broker. */
export interface ForgetfulProxy {
  /** Whether to let produce requests through and lose their answers, as a connection does that breaks in between. */
  losesAnswers: boolean;
  /** Produce requests whose answers were lost. */
  readonly lost: number;
  close(): void;
}

/** @param port where clients come in; @param brokerPort where the broker listens */
export function startProxy(port: number, brokerPort: number): ForgetfulProxy {
  const seen = { losesAnswers: false, lost: 0 };
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const broker = createConnection({ port: brokerPort, host: '127.0.0.1' });
    const end = (): void => {
      client.destroy();
      broker.destroy();
      sockets.delete(client);
    };
    sockets.add(client);
    for (const socket of [client, broker]) socket.on('error', end).on('close', end);
    let silent = false;
    client.on('data', (data) => {
      // A request: its length (4 bytes), then its kind (2 bytes).
      if (seen.losesAnswers && data.length >= 6 && data.readInt16BE(4) === PRODUCE) {
        silent = true;
        seen.lost += 1;
        setTimeout(end, WRITTEN_MS);
      }
      broker.write(data);
    });
    broker.on('data', (data) => {
      if (!silent) client.write(data);
    });
  }).listen(port, '127.0.0.1');

  return Object.assign(seen, {
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}
