import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql, type Warehouse } from '@throughline/warehouse';
import { expect, test } from '@jest/globals';
import type { Response } from 'express';
import type { ConversionRows } from '../report/conversion-rows.ts';
import type { Selection } from '../report/report-request.ts';
import { whileListening } from './while-listening.ts';

test('the signal is given when the connection closes, not before', async () => {
  const seen: AbortSignal[] = [];
  const rows: ConversionRows = (_selection, use, gone) => {
    if (gone !== undefined) seen.push(gone);
    return use(sql`t`, {} as Warehouse);
  };
  const server = createServer((_request, response) => {
    void whileListening(response as Response, rows)({} as Selection, () => Promise.resolve());
    response.writeHead(200).write('a');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).end();
  client.on('error', () => undefined);
  await once(client, 'response');
  expect(seen.map(({ aborted }) => aborted)).toEqual([false]);
  const told = once(seen[0]!, 'abort');
  client.destroy();
  await told;
  expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
  server.closeAllConnections();
  server.close();
});
