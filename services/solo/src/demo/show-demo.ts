import { progress } from '@clack/prompts';
import type { CommandContext } from '../commands/command-context.ts';
import { instanceClient, type InstanceClient } from '../commands/instance-client.ts';
import { newDemoMark } from './claim-directory.ts';
import { CRM_SOURCE } from './demo-sources.ts';
import { writeDemoMark, type DemoMark } from './demo-mark.ts';
import { playDemo } from './play.ts';
import { demoResult, demoText, untilCaughtUp } from './show.ts';
import { storyPeriod } from './story/story-period.ts';
import { tellStory } from './story/tell-story.ts';

/** The shop that the demo plays: the same on every machine. */
export const DEMO_SHOP = { seed: 20_260_801, visitsPerDay: 260 } as const;

export interface DemoOptions {
  readonly days: number;
  /** The report and the rejected list as JSON instead of a table. */
  readonly json?: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Ends it in its middle. */
  readonly stop: AbortSignal;
}

/**
 * Plays the demo into its instance, or what an interrupted one left out, and prints the report of its days on stdout.
 * Data that is not the demo's own is shown, and nothing is added to it.
 * @param claimed mark of the directory; null when it is not the demo's
 */
export async function showDemo(
  context: CommandContext,
  claimed: DemoMark | null,
  { days, json = false, now, stop }: DemoOptions,
): Promise<void> {
  const { DATA_DIR, TIMEZONE } = context.config;
  // Into this instance only, whatever other one the configuration names.
  const client = instanceClient({ dataDirectory: DATA_DIR, url: undefined, key: undefined });
  const mark = claimed ?? newDemoMark(days, TIMEZONE, now);
  if (claimed === null && !(await isEmpty(client))) {
    context.progress(
      `Данные в ${DATA_DIR} не из демо, к ним ничего не добавлено; для демо выберите другой каталог (THROUGHLINE_DATA_DIR)\n` +
        `The data in ${DATA_DIR} is not the demo's, nothing is added to it; choose another directory for the demo`,
    );
  } else if (!mark.isPlayed) {
    writeDemoMark(DATA_DIR, mark);
    await playDays(client, context, mark, stop);
    writeDemoMark(DATA_DIR, { ...mark, isPlayed: true });
  }
  await showReport(client, context, mark, json);
}

/** The report of the days on stdout, and where to see it. */
export async function showReport(
  client: InstanceClient,
  context: CommandContext,
  mark: DemoMark,
  json: boolean,
): Promise<void> {
  const period = storyPeriod(mark.lastDay, mark.days, mark.timeZone);
  const shown = { from: period.dates[0], to: mark.lastDay };
  const result = await demoResult(client, shown);
  context.print(json ? JSON.stringify(result) : demoText(result));
  const query = new URLSearchParams(shown);
  context.progress(`\nОтчёт в браузере / report in a browser: ${client.url}/?${query.toString()}`);
}

/** Plays the days of a mark, with a bar, and waits until everything shows. @throws the reason of `stop` */
export async function playDays(
  client: InstanceClient,
  context: CommandContext,
  mark: DemoMark,
  stop: AbortSignal,
): Promise<void> {
  const { days, lastDay, timeZone, token } = mark;
  const bar = progress({ max: 1_000, output: context.streams.stderr });
  bar.start(`Дни магазина / days of a shop: ${days}`);
  const waiting = (left?: number): void => bar.message(`считаем / counting${left === undefined ? '' : `: ${left}`}`);
  // What an interrupted play has sent is read first: then it is known what of it was rejected.
  await untilCaughtUp(client, waiting, stop);
  let shown = 0;
  const story = tellStory({ ...DEMO_SHOP, days, lastDay, timeZone, crmSource: CRM_SOURCE });
  await playDemo(
    client,
    story,
    token,
    (done, total) => {
      const now = Math.floor((done / total) * 1_000);
      if (now > shown) bar.advance(now - shown, `${done} / ${total}`);
      shown = Math.max(shown, now);
    },
    stop,
  );
  waiting();
  await untilCaughtUp(client, waiting, stop);
  bar.stop('готово / ready');
}

/** Whether nothing was ever sent there. */
export async function isEmpty(client: InstanceClient): Promise<boolean> {
  const { events } = (await (await client.request('/v1/status')).json()) as { events: { accepted: number } };
  const { sources } = (await (await client.request('/v1/sources')).json()) as { sources: unknown[] };
  return events.accepted === 0 && sources.length === 0;
}
