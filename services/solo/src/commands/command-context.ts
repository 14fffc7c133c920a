import type { Writable } from 'node:stream';
import type { SoloConfig } from '../config.ts';
import type { InstanceClient } from './instance-client.ts';

/** What a command may touch of its process: data goes to stdout, progress and logs to stderr. */
export interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

export interface CommandContext {
  readonly config: SoloConfig;
  readonly streams: Streams;
  /** The instance that runs on the data directory, or the one the configuration names. */
  client(): InstanceClient;
  print(text: string): void;
  progress(text: string): void;
}

/** Exit codes; `interrupted` as shells say it: what is under way is not waited for. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
