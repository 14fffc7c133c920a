import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findInstance } from '../data-directory/instance-file.ts';
import { SOLO_TOPICS } from '../solo-topics.ts';
import type { CommandContext } from './command-context.ts';
import { CommandError } from './instance-client.ts';

/** One thing that was looked at: what it is, whether it is well, and what to do when it is not. */
interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

const MB = 1_048_576;
const LEAST_FREE_MB = 512;

/** `throughline doctor`: exit 1 when something needs a hand. */
export async function doctor(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const findings = [node(), ...files(context.config.DATA_DIR), retention(), await instance(context)];
  if (options.json === true) context.print(JSON.stringify(findings));
  else for (const { check, ok, detail } of findings) context.print(`${ok ? 'ok  ' : 'FAIL'}  ${check}: ${detail}`);
  return findings.every(({ ok }) => ok) ? undefined : 1;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    check: 'node',
    ok,
    detail: ok ? process.versions.node : `${process.versions.node} is too old: install 20.19 or later`,
  };
}

function files(path: string): Finding[] {
  if (!existsSync(path))
    return [{ check: 'data directory', ok: true, detail: `${path} will be made at the first start` }];
  const { bavail, bsize } = statfsSync(path);
  const freeMb = Math.floor((bavail * bsize) / MB);
  const key = join(path, 'master.key');
  const mode = existsSync(key) ? statSync(key).mode & 0o077 : 0;
  return [
    {
      check: 'disk',
      ok: freeMb >= LEAST_FREE_MB,
      detail: `${freeMb} MB free${freeMb >= LEAST_FREE_MB ? '' : ': make room, or doors will answer 503'}`,
    },
    {
      check: 'master key',
      ok: mode === 0,
      detail: mode === 0 ? 'readable by its owner only' : `others may read ${key}: chmod 600 it`,
    },
  ];
}

/** The log is the truth: events must be kept for ever. */
function retention(): Finding {
  const kept = SOLO_TOPICS.find(({ name }) => name === 'events')?.retentionMs === -1;
  return { check: 'retention of events', ok: kept, detail: kept ? 'for ever' : 'events must have retentionMs -1' };
}

async function instance(context: CommandContext): Promise<Finding> {
  if (findInstance(context.config.DATA_DIR) === null) return { check: 'instance', ok: true, detail: 'not running' };
  let status: { readonly caught_up: boolean; readonly lag: Record<string, number> };
  try {
    status = (await (await context.client().request('/v1/status')).json()) as typeof status;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { check: 'instance', ok: false, detail: error.message };
  }
  const behind = Object.entries(status.lag).filter(([, records]) => records > 0);
  const detail = status.caught_up
    ? 'caught up'
    : `behind: ${behind.map(([stage, records]) => `${stage} ${records}`).join(', ')}`;
  return { check: 'instance', ok: true, detail };
}
