import { ConfigError, loadConfig, type Environment } from '@throughline/runtime/config';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { ROLES } from '../cluster/role.ts';
import { soloConfig } from '../config.ts';
import { StartError } from '../start-error.ts';
import { VERSION } from '../version.ts';
import { EXIT, type CommandContext, type Streams } from './command-context.ts';
import { eventsReplay, eventsValidate } from './events.ts';
import { CommandError, instanceClient } from './instance-client.ts';
import { keyAdd, keyList, keyRemove } from './keys.ts';
import { mappingAccept, mappingList, mappingSuggest } from './mapping.ts';
import { report, REPORT_FLAGS } from './report.ts';
import { sourceBackfill } from './source-backfill.ts';
import { sourceDryRun } from './source-dry-run.ts';
import { siteAdd, siteCheck, siteList, siteSet } from './sites.ts';
import { sourceAdd, sourceList, sourceRetranslate, sourceSet } from './sources.ts';
import { workspaceExclude, workspaceSet, workspaceShow } from './workspace.ts';

/**
 * The commands that open an engine, or serve, load their code when they are called: with all of it in memory every other
 * command, which asks a running instance one question, took a second and a half to begin.
 */
const HEAVY = {
  start: loaded(async () => (await import('./serve.ts')).start),
  demo: loaded(async () => (await import('./serve.ts')).demo),
  epochRaise: loaded(async () => (await import('./epoch-raise.ts')).epochRaise),
  front: loaded(async () => (await import('./front.ts')).front),
  rebuild: loaded(async () => (await import('./rebuild.ts')).rebuild),
  doctor: loaded(async () => (await import('./doctor.ts')).doctor),
  migrateUp: loaded(async () => (await import('./migrate.ts')).migrate('up')),
  migrateStatus: loaded(async () => (await import('./migrate.ts')).migrate('status')),
  costsImport: loaded(async () => (await import('./costs-import.ts')).costsImport),
};

function loaded<Args extends unknown[]>(load: () => Promise<Runnable<Args>>): Runnable<Args> {
  return async (context, ...args) => (await load())(context, ...args);
}

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

type Runnable<Args extends unknown[]> = (context: CommandContext, ...args: Args) => Promise<number | undefined>;
type Run = <Args extends unknown[]>(command: Runnable<Args>) => (...args: Args) => Promise<void>;

/** `serving` commands stop in order at a signal; the others end at once. */
function program(run: Run, serving: Run, streams: Streams): Command {
  const root = new Command('throughline')
    .description('End-to-end analytics: from the first ad click to the last rouble of a sale')
    .version(VERSION, '--version')
    .configureOutput({ writeOut: (text) => streams.stdout.write(text), writeErr: (text) => streams.stderr.write(text) })
    .exitOverride();
  root
    .command('start')
    .description('start everything in one process, or one process of a cluster')
    .option('--role <role>', `all, or of a cluster ${ROLES.join(', ')}`, 'all')
    .option('--json')
    .action(serving(HEAVY.start));
  root
    .command('demo')
    .description("play a shop's days up to yesterday and keep serving")
    .option('--days <n>', 'how many', daysOf, 90)
    .option('--json')
    .action(serving(HEAVY.demo));
  root
    .command('epoch')
    .description('how dues are spread over partitions, in a cluster')
    .command('raise')
    .description('drain them, spread them anew, go on')
    .option('--partitions <n>', 'more partitions from now on', partitionsOf)
    .option('--json')
    .action(serving(HEAVY.epochRaise));
  root
    .command('front')
    .description("serve the embedded engine by ClickHouse's HTTP interface, for a cluster on one machine")
    .option('--json')
    .action(serving(HEAVY.front));
  root
    .command('rebuild')
    .description('make the warehouse anew from the log')
    .option('--json')
    .action(run(HEAVY.rebuild));
  root.command('doctor').description('check the installation').option('--json').action(run(HEAVY.doctor));

  const migration = root.command('migrate').description('schema of the warehouse');
  migration.command('up').option('--json').action(run(HEAVY.migrateUp));
  migration.command('status').option('--json').action(run(HEAVY.migrateStatus));

  const reports = root
    .command('report <name>')
    .description('print a report; flags as in the query string')
    .option('--output <file>', 'into a file: --format csv, csv-excel-ru, xlsx or json')
    .option('--metrics <metric...>', 'columns of the table')
    .option('--json');
  for (const flag of REPORT_FLAGS) reports.option(`--${flag.replaceAll('_', '-')} <value...>`);
  reports.action(run(report));

  const costs = root.command('costs').description('ad costs');
  costs
    .command('import <file>')
    .description('CSV or XLSX as an ad cabinet exports it, or JSON: {"rows":[...]}')
    .option('--dry-run', 'show how the file is read, and import nothing')
    .option('--skip-bad', 'leave out bad rows; otherwise one leaves out the file')
    .option('--source <source>', 'ad source of rows that name none, e.g. yandex')
    .option('--medium <medium>', 'medium of rows that name none (default: cpc)')
    .option('--currency <code>', 'currency of rows that name none')
    .option('--vat <multiplier>', 'multiplies every cost, e.g. 1.2 to add VAT of 20%')
    .option('--fee <multiplier>', 'multiplies every cost as well, e.g. 1.05')
    .option('--mapping <field=column...>', 'which column a field is read from, where that is guessed wrong')
    .option('--date-format <dmy|mdy>', 'order of day and month, where the file does not show it')
    .option('--decimal <comma|point>', 'decimal mark, where the file does not show it')
    .option('--micros <0|1>', 'whether costs are in millionths, where that is guessed wrong')
    .option('--reported-at <time>', 'when the costs were reported (default: now)')
    .option('--json')
    .action(run(HEAVY.costsImport));

  const sources = root.command('source').description('sources of data');
  sources
    .command('add <provider>')
    .option('--name <name>')
    .option('--setting <key=value...>', 'a setting, e.g. time_zone=Europe/Moscow')
    .option('--complete-from <time>', 'from when on everything of it will be here; from now on unless told')
    .option('--json')
    .action(run(sourceAdd));
  sources.command('list').option('--json').action(run(sourceList));
  sources
    .command('set <id>')
    .description('change a source; what is not named stays as it is')
    .option('--name <name>')
    .option('--setting <key=value...>', 'a setting; JSON where it begins with { or [, of a file as @path')
    .option('--complete-from <time>', 'from when on everything of it is here')
    .option('--json')
    .action(run(sourceSet));
  sources
    .command('retranslate <id>')
    .description('read its requests again with the present settings and code')
    .requiredOption('--from <time>', 'a date or an instant: what was received since')
    .option('--json')
    .action(run(sourceRetranslate));
  sources
    .command('dry-run <source> <file>')
    .description('what a payload would become, nothing is kept; - reads stdin')
    .option('--new', 'the first argument is a provider, not a source')
    .option('--setting <key=value...>', 'a setting to try, as of set')
    .option('--method <method>', 'default POST')
    .option('--header <header...>', 'e.g. "X-Signature: ..."')
    .option('--path <path>', 'what follows the token')
    .option('--query <query>')
    .option('--url <url>', 'the address the provider calls, where it signs that')
    .option('--json')
    .action(run(sourceDryRun));
  sources
    .command('backfill <id>')
    .description("read its history by its provider's list API; it goes on when this command is interrupted")
    .option(
      '--from <time>',
      'a date or an instant: what changed, or happened, since; absent: only watch the one under way',
    )
    .option('--to <time>', 'until when; now unless told')
    .option('--cancel', 'break off the one under way instead')
    .option('--json')
    .action(run(sourceBackfill));

  const workspace = root.command('workspace').description('how a workspace is counted');
  workspace.command('show').option('--workspace <id>').option('--json').action(run(workspaceShow));
  workspace
    .command('set <changes...>')
    .description('key=value, such as run.lookback_days=60, or a JSON file as show prints; what is not named stays')
    .option('--workspace <id>')
    .option('--json')
    .action(run(workspaceSet));
  workspace
    .command('exclude <kind> <value>')
    .description('a phone, an address or network (10.0.0.0/8), or a visitor of your own: it counts for nothing')
    .option('--remove', 'it counts again')
    .option('--workspace <id>')
    .action(run(workspaceExclude));

  const mapping = root.command('mapping').description('names of campaigns in reports');
  mapping.command('list').option('--workspace <id>').option('--json').action(run(mappingList));
  mapping
    .command('suggest')
    .description('spend without visits and visits without spend that are likely one')
    .option('--from <date>')
    .option('--to <date>')
    .option('--workspace <id>')
    .option('--json')
    .action(run(mappingSuggest));
  mapping
    .command('accept <from> <to>')
    .description("call the visits' campaign as the spend's; applies to all of the past")
    .option('--source <source>', 'only of this source')
    .option('--workspace <id>')
    .option('--json')
    .action(run(mappingAccept));

  const sites = root.command('site').description('sites whose pages carry the tracker');
  sites
    .command('add <host...>')
    .description('make a site of these hosts, and print what to paste into its pages')
    .option('--name <name>')
    .option('--json')
    .action(run(siteAdd));
  sites.command('list').option('--json').action(run(siteList));
  sites
    .command('set <id>')
    .description('change a site; what is not named stays as it is')
    .option('--name <name>')
    .option('--host <host...>', 'the hosts of its pages from now on')
    .option('--json')
    .action(run(siteSet));
  sites.command('check <id>').description('say when its first event came').option('--json').action(run(siteCheck));

  const keys = root.command('key').description('keys of the HTTP interface');
  keys
    .command('add <name>')
    .requiredOption('--scope <scope...>', 'ingest, read or admin')
    .option('--workspace <workspace...>', 'default main; * is all')
    .option('--json')
    .action(run(keyAdd));
  keys.command('list').option('--json').action(run(keyList));
  keys.command('remove <id>').action(run(keyRemove));

  const events = root.command('events').description('check events, and read rejected ones again');
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
