import { createBirpc, type BirpcReturn } from 'birpc';
import type { MessagePort, Worker } from 'node:worker_threads';

/** No call ends but by its answer: statements have limits of their own. */
const NO_TIMEOUT = -1;

/**
 * Calls into the thread at the other end of a port, and serves `local` to it, until the port closes.
 * @param given memory among a call's arguments that is given away, not copied
 */
export const callsOver = <Remote extends object, Local extends object>(
  port: MessagePort | Worker,
  local: Local,
  given: (args: readonly unknown[]) => ArrayBuffer[] = () => [],
): BirpcReturn<Remote, Local> =>
  createBirpc<Remote, Local>(local, {
    timeout: NO_TIMEOUT,
    on: (listener) => port.on('message', listener),
    // `a`: the arguments of a request; an answer has none.
    post: (message: { readonly a?: readonly unknown[] }) => port.postMessage(message, given(message.a ?? [])),
  });
