import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A server under measurement, in a process of its own. */
export interface Child {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Resident memory in MB. */
  memory(): number;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
}

/** Every process begun and not ended: none may outlive the bench. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Path of a compiled file of the bench, from `bench/dist`. */
export const compiled = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Starts `node <args>`, ready when it says `http://127.0.0.1:<port>` on stdout or stderr.
 * @throws Error with what it said when it ends before
 */
export async function startChild(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Child> {
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve(void alive.delete(child))));
  let said = '';
  const port = await new Promise<number>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      said = (said + text.toString()).slice(-4_000);
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then(() => reject(new Error(`${args[0] ?? ''} ended early: ${said}`)));
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    port,
    url: `http://127.0.0.1:${port}`,
    memory: () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024,
    async stop() {
      child.kill('SIGTERM');
      const cut = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await ended;
      clearTimeout(cut);
    },
  };
}

/** Runs `node <args>` to its end, its stderr on ours. @throws Error when it fails */
export async function runChild(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  alive.add(child);
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  alive.delete(child);
  if (code !== 0) throw new Error(`${args[0] ?? ''} ended with ${String(code)}`);
  return said;
}
