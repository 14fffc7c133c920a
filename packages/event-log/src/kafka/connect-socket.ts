import { connect } from 'node:net';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/**
 * The client's own way to connect, but for `unref` of a socket that is gone: the client ends a broken connection again at
 * every try to reach its broker, and each time Node would keep a listener for a connection that never comes, until it warns
 * of a leak (MaxListenersExceededWarning).
 */
export const connectSocket: ISocketFactory = ({ host, port, onConnect }) => {
  const socket = connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  const unref = socket.unref.bind(socket);
  socket.unref = () => (socket.destroyed ? socket : unref());
  return socket;
};
