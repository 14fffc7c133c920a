import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { test } from '@jest/globals';

/** A small file system of its own in memory; `unmount` when the test is over. */
export interface Mount {
  readonly path: string;
  remount(options: string): void;
  unmount(): void;
}

export function mountTmpfs(path: string, options: string): Mount {
  mkdirSync(path, { recursive: true });
  mount(['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
  return {
    path,
    remount: (changed) => mount(['-o', `remount,${changed}`, path]),
    unmount() {
      // Lazily: a process that was killed a moment ago may still hold it.
      spawnSync('/usr/bin/umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function mount(args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('/usr/bin/mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${error?.message ?? stderr}`);
}

function mayMount(): boolean {
  const path = `/tmp/throughline-may-mount-${process.pid}`;
  try {
    mountTmpfs(path, 'size=64k').unmount();
    return true;
  } catch {
    rmSync(path, { recursive: true, force: true });
    return false;
  }
}

/** `test`, or where nobody may mount a loud skip by name (which REQUIRE_ALL=1 counts as a failure). */
export const testWithMount: typeof test.only = mayMount() ? test : test.skip;
/** `test`, or a skip where the tests do not run as root and so cannot take another user's part. */
export const testAsRoot: typeof test.only = process.getuid?.() === 0 ? test : test.skip;
