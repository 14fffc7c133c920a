import { newDemoMark } from '../demo/claim-directory.ts';
import { isEmpty, playDays, showReport } from '../demo/show-demo.ts';
import { StartError } from '../start-error.ts';
import { systemClock } from '../system-clock.ts';
import { EXIT, type CommandContext } from './command-context.ts';

/**
 * `throughline demo` against a cluster: plays the shop's days through its doors (`PUBLIC_URL`, `ADMIN_KEY`) and prints the
 * report. Only into a cluster that nothing was ever sent to.
 */
export async function demoCluster(
  context: CommandContext,
  { days, json = false }: { days: number; json?: boolean },
): Promise<number | undefined> {
  const client = context.client();
  if (!(await isEmpty(client))) {
    throw new StartError('not_empty', `${client.url} has data already: the demo plays into an empty cluster`);
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) context.streams.on(signal, () => stopping.abort(signal));
  const mark = newDemoMark(days, context.config.TIMEZONE, systemClock());
  try {
    await playDays(client, context, mark, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return EXIT.interrupted;
    throw error;
  }
  await showReport(client, context, mark, json);
  return undefined;
}
