import { fdatasync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, serveBodies } from './serve-bodies.ts';

/**
 * The least that answers when a body is on the disk: node:http that reads it, writes it to a file with whatever came
 * meanwhile, and answers them together. Nothing is parsed, checked, made or found again.
 */
const directory = mkdtempSync(join(tmpdir(), 'throughline-held-'));
const file = openSync(join(directory, 'log'), 'a');

let held: { readonly response: ServerResponse; readonly body: Buffer }[] = [];
let isWriting = false;

function write(): void {
  const together = held;
  held = [];
  writeSync(file, Buffer.concat(together.map(({ body }) => body)));
  fdatasync(file, () => {
    for (const { response } of together) answer(response);
    isWriting = held.length > 0;
    if (isWriting) write();
  });
}

process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
serveBodies((body, response) => {
  held.push({ response, body });
  if (isWriting) return;
  isWriting = true;
  setImmediate(write);
});
