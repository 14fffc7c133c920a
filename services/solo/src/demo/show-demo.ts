import { progress } from '@clack/prompts';
import type { SoloApp } from '../app.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { playDemo } from './play.ts';
import { FIRST_DAY, LAST_DAY } from './shop.ts';
import { demoSummary, untilCaughtUp } from './show.ts';

/** Plays the demo into a fresh instance (or shows what an earlier run left), then prints the report on stdout. */
export async function showDemo(app: SoloApp, context: CommandContext): Promise<void> {
  const client = context.client();
  const output = context.streams.stderr;
  if (await isEmpty(client)) {
    const bar = progress({ max: 1_000, output });
    bar.start('90 дней магазина / 90 days of a shop');
    let shown = 0;
    await playDemo(client, (done, total) => {
      const now = Math.floor((done / total) * 1_000);
      if (now > shown) bar.advance(now - shown, `${done} / ${total}`);
      shown = Math.max(shown, now);
    });
    bar.message('считаем / counting');
    await untilCaughtUp(client, (left) => bar.message(`считаем / counting: ${left}`));
    bar.stop('готово / ready');
  }
  context.print(await demoSummary(client));
  context.progress(`\nОтчёт в браузере / report in a browser: ${app.url}/?from=${FIRST_DAY}&to=${LAST_DAY}`);
}

async function isEmpty(client: ReturnType<CommandContext['client']>): Promise<boolean> {
  const status = (await (await client.request('/v1/status')).json()) as { events: { accepted: number } };
  return status.events.accepted === 0;
}
