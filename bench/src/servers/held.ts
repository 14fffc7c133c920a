import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdBodies } from './hold-bodies.ts';
import { serveBodies } from './serve-bodies.ts';

/** The least that answers when a body is on the disk. */
const directory = mkdtempSync(join(tmpdir(), 'throughline-held-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
serveBodies(holdBodies(join(directory, 'log')));
