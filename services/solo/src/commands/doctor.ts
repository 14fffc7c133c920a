import { setTimeout as sleep } from 'node:timers/promises';
import { findInstance } from '../data-directory/instance-file.ts';
import { checkData } from '../doctor/check-data.ts';
import { checkInstance } from '../doctor/check-instance.ts';
import { checkNode } from '../doctor/check-node.ts';
import { findingsOf, type Finding } from '../doctor/finding.ts';
import type { CommandContext } from './command-context.ts';

/** Long enough for a line that moves to have moved. */
const LAG_PAUSE_MS = 3_000;

/** `throughline doctor`: a line a finding, `ok`, `warning` or `problem`; exit 1 when there is a problem. */
export async function doctor(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const { config } = context;
  const isRunning = findInstance(config.DATA_DIR) !== null;
  const findings: Finding[] = [
    checkNode(process.versions.node),
    ...(await checkData(config, isRunning)),
    ...(isRunning
      ? await checkInstance(context.client(), () => sleep(LAG_PAUSE_MS))
      : [findingsOf('instance').ok('not running')]),
  ];
  if (options.json === true) context.print(JSON.stringify(findings));
  else for (const { check, state, detail } of findings) context.print(`${state.padEnd(7)}  ${check}: ${detail}`);
  return findings.some(({ state }) => state === 'problem') ? 1 : undefined;
}
