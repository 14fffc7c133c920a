import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Disk {
  readonly path: string;
  fill(pid: number): void;
  free(pid: number): void;
  release(): void;
}

/**
 * How to make a disk that can be filled in a directory: a small file system where we may mount one, else a limit on the
 * size of its files; null where neither can be had.
 */
export function fillableDisk(): ((directory: string) => Promise<Disk>) | null {
  if (mayMount()) return (directory) => smallFileSystem(directory, 8, 4);
  return existsSync('/usr/bin/prlimit') ? fileSizeLimit : null;
}

/** A disk of so many megabytes, from which what is dropped gives its room back; null where none can be mounted. */
export function smallDisk(megabytes: number): ((directory: string) => Promise<Disk>) | null {
  return mayMount() ? (directory) => smallFileSystem(directory, megabytes, 0) : null;
}

function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('/usr/bin/unshare', ['--mount', '/usr/bin/mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;
}

async function smallFileSystem(directory: string, megabytes: number, ballastMegabytes: number): Promise<Disk> {
  const path = join(directory, 'disk');
  const ballast = join(path, 'ballast');
  await mkdir(path);
  execFileSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M', `count=${ballastMegabytes}`], { stdio: 'ignore' });
  return {
    path: join(path, 'log'),
    fill: () => undefined,
    free() {
      execFileSync('rm', [ballast]);
      // What is written next may take all that was freed, and a log is not opened on a full disk.
      execFileSync('/usr/bin/mount', ['-o', `remount,size=${2 * megabytes}m`, path]);
    },
    release: () => void execFileSync('/usr/bin/umount', [path]),
  };
}

function fileSizeLimit(directory: string): Promise<Disk> {
  const limit = (pid: number, bytes: string): void => {
    execFileSync('/usr/bin/prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  };
  return Promise.resolve({
    path: join(directory, 'log'),
    fill: (pid) => limit(pid, '2000000'),
    free: (pid) => limit(pid, 'unlimited'),
    release: () => undefined,
  });
}
