import { ConfigError, loadConfig, type Environment } from '@throughline/runtime';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ROLES } from '../cluster/role.ts';
import { soloConfig } from '../config.ts';
import { StartError } from '../start-error.ts';
import { EXIT, type CommandContext, type Streams } from './command-context.ts';
import { costsImport } from './costs-import.ts';
import { doctor } from './doctor.ts';
import { epochRaise } from './epoch-raise.ts';
import { eventsReplay, eventsValidate } from './events.ts';
import { front } from './front.ts';
import { CommandError, instanceClient } from './instance-client.ts';
import { keyAdd, keyList, keyRemove } from './keys.ts';
import { migrate } from './migrate.ts';
import { rebuild } from './rebuild.ts';
import { report, REPORT_FLAGS } from './report.ts';
import { demo, start } from './serve.ts';
import { sourceAdd, sourceList, sourceRetranslate, sourceSet } from './sources.ts';

/** Runs one command. Exit codes: 0 ok, 1 failed, 2 usage, 130 interrupted. Expected failures are one line, no stack. */
export async function runCommandLine(
  argv: readonly string[],
  environment: Environment,
  streams: Streams,
): Promise<number> {
  let exit: number = EXIT.ok;
  const serving: Run =
    (command) =>
    async (...args) => {
      exit = (await command(contextOf(environment, streams), ...args)) ?? EXIT.ok;
    };
  const run: Run = (command) =>
    serving((...args) => {
      const interrupted = new Promise<number>((resolve) => void streams.on('SIGINT', () => resolve(EXIT.interrupted)));
      return Promise.race([command(...args), interrupted]);
    });
  try {
    await program(run, serving, streams).parseAsync([...argv]);
    return exit;
  } catch (error) {
    return failure(error, streams);
  }
}

type Run = <Args extends unknown[]>(
  command: (context: CommandContext, ...args: Args) => Promise<number | undefined>,
) => (...args: Args) => Promise<void>;

/** `serving` commands stop in order at a signal; the others end at once. */
function program(run: Run, serving: Run, streams: Streams): Command {
  const root = new Command('throughline')
    .description('End-to-end analytics: from the first ad click to the last rouble of a sale')
    .configureOutput({ writeOut: (text) => streams.stdout.write(text), writeErr: (text) => streams.stderr.write(text) })
    .exitOverride();
  root
    .command('start')
    .description('start everything in one process, or one process of a cluster')
    .option('--role <role>', `all, or of a cluster ${ROLES.join(', ')}`, 'all')
    .option('--json')
    .action(serving(start));
  root
    .command('demo')
    .description("play a shop's days up to yesterday and keep serving")
    .option('--days <n>', 'how many', daysOf, 90)
    .option('--json')
    .action(serving(demo));
  root
    .command('epoch')
    .description('how dues are spread over partitions, in a cluster')
    .command('raise')
    .description('drain them, spread them anew, go on')
    .option('--partitions <n>', 'more partitions from now on', partitionsOf)
    .option('--json')
    .action(serving(epochRaise));
  root
    .command('front')
    .description("serve the embedded engine by ClickHouse's HTTP interface, for a cluster on one machine")
    .option('--json')
    .action(serving(front));
  root.command('rebuild').description('make the warehouse anew from the log').option('--json').action(run(rebuild));
  root.command('doctor').description('check the installation').option('--json').action(run(doctor));

  const migration = root.command('migrate').description('schema of the warehouse');
  migration
    .command('up')
    .option('--json')
    .action(run(migrate('up')));
  migration
    .command('status')
    .option('--json')
    .action(run(migrate('status')));

  const reports = root
    .command('report <name>')
    .description('print a report; flags as in the query string')
    .option('--json');
  for (const flag of REPORT_FLAGS) reports.option(`--${flag.replaceAll('_', '-')} <value...>`);
  reports.action(run(report));

  const costs = root.command('costs').description('ad costs');
  costs.command('import <file>').description('JSON: {"rows":[...]}').option('--json').action(run(costsImport));

  const sources = root.command('source').description('sources of data');
  sources
    .command('add <provider>')
    .option('--name <name>')
    .option('--setting <key=value...>', 'a setting, e.g. time_zone=Europe/Moscow')
    .option('--json')
    .action(run(sourceAdd));
  sources.command('list').option('--json').action(run(sourceList));
  sources
    .command('set <id>')
    .description('change a source; what is not named stays as it is')
    .option('--name <name>')
    .option('--setting <key=value...>', 'a setting; JSON where it begins with { or [, of a file as @path')
    .option('--json')
    .action(run(sourceSet));
  sources
    .command('retranslate <id>')
    .description('read its requests again with the present settings and code')
    .requiredOption('--from <time>', 'a date or an instant: what was received since')
    .option('--json')
    .action(run(sourceRetranslate));

  const keys = root.command('key').description('keys of the HTTP interface');
  keys
    .command('add <name>')
    .requiredOption('--scope <scope...>', 'ingest, read or admin')
    .option('--workspace <workspace...>', 'default main; * is all')
    .option('--json')
    .action(run(keyAdd));
  keys.command('list').option('--json').action(run(keyList));
  keys.command('remove <id>').action(run(keyRemove));

  const events = root.command('events').description('events');
  events
    .command('validate <file>')
    .description('check a JSON file of events without sending them')
    .option('--json')
    .action(run(eventsValidate));
  events
    .command('replay')
    .description('read rejected events again with the present code')
    .option('--json')
    .action(run(eventsReplay));
  return root;
}

function partitionsOf(text: string): number {
  const partitions = Number(text);
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= 1_000) return partitions;
  throw new InvalidArgumentError('must be 1 to 1000');
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 366) return days;
  throw new InvalidArgumentError('must be 1 to 366');
}

function contextOf(environment: Environment, streams: Streams): CommandContext {
  const config = loadConfig(soloConfig, environment);
  return {
    config,
    streams,
    client: () => instanceClient({ dataDirectory: config.DATA_DIR, url: config.PUBLIC_URL, key: config.ADMIN_KEY }),
    print: (text) => void streams.stdout.write(`${text}\n`),
    progress: (text) => void streams.stderr.write(`${text}\n`),
  };
}

function failure(error: unknown, streams: Streams): number {
  if (error instanceof InvalidArgumentError) streams.stderr.write(`throughline: ${error.message}\n`);
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof ConfigError) {
    streams.stderr.write(`${error.problems.join('\n')}\n`);
    return EXIT.usage;
  }
  if (error instanceof StartError || error instanceof CommandError) {
    streams.stderr.write(`throughline: ${error.message}\n`);
    return EXIT.failed;
  }
  streams.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}
