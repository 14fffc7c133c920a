import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** The child runs the built package, so it is built first (a moment, when nothing has changed). */
export function buildPackage(): void {
  execFileSync('npx', ['tsc', '-b'], { cwd: PACKAGE, stdio: 'ignore' });
}

export interface LogProcess {
  readonly pid: number;
  /** Every line it has said so far. */
  readonly lines: readonly string[];
  send(line: string): void;
  /** The first line that satisfies the condition among those after `from`. */
  line(condition: (line: string) => boolean, from?: number): Promise<string>;
  kill(): void;
  /** Resolves when it has ended and all it said has been read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Starts a process with a log of its own (`log-process.mjs`). */
export function startLogProcess(directory: string, firstNumber = 0): LogProcess {
  return startScript('log-process.mjs', [directory, String(firstNumber)]);
}

/** Starts a script of this directory that does what the lines of its input say and answers in lines. */
export function startScript(script: string, args: readonly string[]): LogProcess {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines: string[] = [];
  let changed = (): void => undefined;
  let over = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    changed();
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      changed();
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid ?? 0,
    lines,
    ended,
    send: (line) => void child.stdin.write(`${line}\n`),
    kill: () => void child.kill('SIGKILL'),
    async line(condition, from = 0) {
      for (let next = from; ; next += 1) {
        while (next >= lines.length) {
          if (over) throw new Error(`The process ended; it said ${lines.slice(-5).join(' | ')}`);
          await new Promise<void>((resolve) => (changed = resolve));
        }
        const line = lines[next] ?? '';
        if (condition(line)) return line;
      }
    },
  };
}
