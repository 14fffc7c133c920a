import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** One `throughline ...` that serves HTTP on a port of its own, as a process that may be killed and started again. */
export interface ServiceProcess {
  readonly name: string;
  readonly url: string;
  /** Of the present process; 0 when there is none. */
  readonly pid: number;
  /** Everything that all its processes wrote on standard error. */
  said(): string;
  /** Starts it; resolves at once. */
  start(): void;
  /** Resolves when it answers that it is ready. @throws when it ended, or is not ready in time */
  ready(longestMs?: number): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Signals, and resolves with how it ended: its exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const PROGRAM = fileURLToPath(new URL('../../../../services/solo/bin/throughline.js', import.meta.url));
const READY_MS = 60_000;
const alive = new Set<ChildProcess>();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

export type Settings = Readonly<Record<string, string | number>>;

/** @param settings `THROUGHLINE_` variables without the prefix; nothing else of this process's environment reaches it */
export function serviceProcess(
  name: string,
  command: readonly string[],
  port: number,
  settings: Settings,
  readyPath = '/readyz',
): ServiceProcess {
  const url = `http://127.0.0.1:${port}`;
  const env = environment({ ...settings, PORT: port });
  let text = '';
  let child: ChildProcess | null = null;

  async function answers(): Promise<boolean> {
    try {
      const answer = await fetch(url + readyPath, { signal: AbortSignal.timeout(3_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  return {
    name,
    url,
    get pid() {
      return child?.pid ?? 0;
    },
    said: () => text,
    start() {
      const started = spawn(process.execPath, [PROGRAM, ...command], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      alive.add(started);
      started.once('exit', () => alive.delete(started));
      started.stderr.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    },
    async ready(longestMs = READY_MS) {
      const until = Date.now() + longestMs;
      while (!(await answers())) {
        if (child?.exitCode !== null || Date.now() > until) throw new Error(`${name} is not ready:\n${text}`);
        await sleep(50);
      }
    },
    signal: (signal) => void child?.kill(signal),
    async stop(signal = 'SIGTERM') {
      const ending = child;
      if (ending === null) return 0;
      if (ending.exitCode === null && ending.signalCode === null) {
        const ended = once(ending, 'exit');
        ending.kill(signal);
        await ended;
      }
      child = null;
      return ending.exitCode ?? ending.signalCode ?? 0;
    },
  };
}

/**
 * Runs a command to its end.
 * @param progress where what it says goes while it runs
 * @returns what it printed @throws with what it said, when it fails
 */
export async function runCommand(
  command: readonly string[],
  settings: Settings,
  progress?: NodeJS.WritableStream,
): Promise<string> {
  const env = environment(settings);
  const child = spawn(process.execPath, [PROGRAM, ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.out += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text.error += piece;
    progress?.write(piece);
  });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`throughline ${command.join(' ')}: ${child.exitCode ?? ''}\n${text.error}`);
  return text.out;
}

const environment = (settings: Settings): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [`THROUGHLINE_${name}`, String(value)])),
});
