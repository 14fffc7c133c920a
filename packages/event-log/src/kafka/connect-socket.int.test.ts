import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { connectSocket } from './connect-socket.ts';

test('a socket whose broker went away keeps nothing, however often it is ended', async () => {
  const server = createServer((socket) => socket.destroy());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connectSocket({ host: '127.0.0.1', port, ssl: null as never, onConnect: () => undefined });
  socket.on('error', () => undefined).resume();
  await once(socket, 'close');
  // As the client does at each try.
  for (let turn = 0; turn < 11; turn += 1) socket.end().unref();
  expect(socket.listenerCount('connect')).toBe(0);
  server.close();
});
