import { fdatasync, openSync, writeSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { answer } from './serve-bodies.ts';

/**
 * Writes bodies to a file with whatever came meanwhile, and answers them together once they are on the disk. Nothing is
 * parsed, checked, made or found again.
 * @param written told how many are
 */
export function holdBodies(path: string, written: (count: number) => void = () => undefined) {
  const file = openSync(path, 'a');
  let held: { readonly response: ServerResponse; readonly body: Buffer }[] = [];
  let isWriting = false;

  function write(): void {
    const together = held;
    held = [];
    writeSync(file, Buffer.concat(together.map(({ body }) => body)));
    fdatasync(file, () => {
      for (const { response } of together) answer(response);
      written(together.length);
      isWriting = held.length > 0;
      if (isWriting) write();
    });
  }

  return (body: Buffer, response: ServerResponse): void => {
    held.push({ response, body });
    if (isWriting) return;
    isWriting = true;
    setImmediate(write);
  };
}
