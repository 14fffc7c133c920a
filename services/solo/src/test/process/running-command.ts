import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a process ended, and all it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `throughline ...` as a process of its own, from the compiled code: what a user runs. */
export interface RunningCommand {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the first match of `pattern` on the stream; rejects with all that was said when it ends without. */
  said(pattern: RegExp, stream?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
}

export interface CommandOptions {
  /** `THROUGHLINE_` variables without their prefix. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Runs under another user id (the tests' own user must be root). */
  readonly uid?: number;
  readonly cwd?: string;
  /** JavaScript that runs in the process before anything else, such as one that sets its clock wrong. */
  readonly before?: string;
}

const PROGRAM = fileURLToPath(new URL('../../../bin/throughline.js', import.meta.url));
const alive = new Set<ChildProcess>();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

/** Nothing of the tests' own environment reaches the child but the path: it must not depend on it. */
export function runThroughline(
  args: readonly string[],
  { settings = {}, uid, cwd, before }: CommandOptions = {},
): RunningCommand {
  const named = Object.entries(settings).map(([name, value]) => [`THROUGHLINE_${name}`, String(value)]);
  const first = before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  const child = spawn(process.execPath, [...first, PROGRAM, ...args], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...(Object.fromEntries(named) as Record<string, string>) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  alive.add(child);
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (piece: string) => {
      text[stream] += piece;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      alive.delete(child);
      resolve({ code, signal, ...text });
    });
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    ended,
    kill: (signal) => void child.kill(signal),
    said: (pattern, stream = 'stderr') =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(text[stream]);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        const never = (end: Ended): void => {
          reject(
            new Error(
              `ended (${end.code ?? end.signal ?? ''}) without saying ${String(pattern)}:\n${end.stdout}\n${end.stderr}`,
            ),
          );
        };
        ended.then(never, reject);
      }),
  };
}

/** Runs a command to its end. */
export const throughline = (args: readonly string[], options?: CommandOptions): Promise<Ended> =>
  runThroughline(args, options).ended;
