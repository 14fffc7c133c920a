import { isIPv4 } from 'node:net';

/** Does only this machine reach what listens there? A name other than `localhost` may lead anywhere, so it does not count. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
