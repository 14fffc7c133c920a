import { setTimeout as sleep } from 'node:timers/promises';
import { clusterConfig } from '../cluster/cluster-config.ts';
import { findInstance } from '../data-directory/instance-file.ts';
import { checkCluster } from '../doctor/check-cluster.ts';
import { checkData } from '../doctor/check-data.ts';
import { checkInstance } from '../doctor/check-instance.ts';
import { checkNode } from '../doctor/check-node.ts';
import { findingsOf, type Finding } from '../doctor/finding.ts';
import { systemClock } from '../system-clock.ts';
import type { CommandContext } from './command-context.ts';

/** Long enough for a line that moves to have moved. */
const LAG_PAUSE_MS = 3_000;

/** `throughline doctor`: a line a finding, `ok`, `warning` or `problem`; exit 1 when there is a problem. */
export async function doctor(context: CommandContext, options: { json?: boolean }): Promise<number | undefined> {
  const look = context.config.MODE === 'cluster' ? ofCluster : ofOneProcess;
  const findings = [checkNode(process.versions.node), ...(await look(context))];
  if (options.json === true) context.print(JSON.stringify(findings));
  else for (const { check, state, detail } of findings) context.print(`${state.padEnd(7)}  ${check}: ${detail}`);
  return findings.some(({ state }) => state === 'problem') ? 1 : undefined;
}

const pause = (): Promise<void> => sleep(LAG_PAUSE_MS);

async function ofOneProcess(context: CommandContext): Promise<Finding[]> {
  const isRunning = findInstance(context.config.DATA_DIR) !== null;
  return [
    ...(await checkData(context.config, isRunning)),
    ...(isRunning ? await checkInstance(context.client(), pause) : [findingsOf('instance').ok('not running')]),
  ];
}

/** The processes are asked through the address they have in common, where the configuration says it. */
async function ofCluster(context: CommandContext): Promise<Finding[]> {
  const { PUBLIC_URL, ADMIN_KEY } = context.config;
  const isNamed = PUBLIC_URL !== undefined && ADMIN_KEY !== undefined;
  return [
    ...(await checkCluster(clusterConfig(context.config), { now: systemClock, pause })),
    ...(isNamed
      ? await checkInstance(context.client(), pause)
      : [findingsOf('instance').ok('not asked: set THROUGHLINE_PUBLIC_URL and THROUGHLINE_ADMIN_KEY')]),
  ];
}
