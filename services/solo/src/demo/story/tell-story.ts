import { createRandom, type Random } from '../random.ts';
import { OFFLINE_LINES, PAID } from '../shop.ts';
import { adCost } from './ad-cost.ts';
import { brokenPayloads } from './broken-payloads.ts';
import { offlineCall } from './phone-call.ts';
import { siteVisitor } from './site-visitor.ts';
import type { Story } from './story.ts';
import { storyPeriod } from './story-period.ts';
import { DAY, HOUR, StoryWriter } from './story-writer.ts';

/** Everything a story depends on: the same plan tells the same story. */
export interface StoryPlan {
  readonly seed: number;
  readonly visitsPerDay: number;
  /** Calendar days, of which `lastDay` (`YYYY-MM-DD`, in `timeZone`) is the last. */
  readonly days: number;
  readonly lastDay: string;
  readonly timeZone: string;
  /** Id of the amoCRM source: a refund names its deal as `<source>/<deal>`. */
  readonly crmSource: string;
}

/** Tells the shop's days: visitors, calls, deals, costs, and what is broken. Nothing happens after the last day. */
export function tellStory({ seed, visitsPerDay, days, lastDay, timeZone, crmSource }: StoryPlan): Story {
  const random = createRandom(seed);
  const period = storyPeriod(lastDay, days, timeZone);
  const writer = new StoryWriter(random, period, crmSource);
  for (const { number, origin } of OFFLINE_LINES) {
    const assignment = { type: 'number', id: `line-${number}`, number: `+${number}`, origin, from: period.dates[0] };
    writer.event(period.starts[0] ?? 0, assignment);
  }
  for (const [day, start] of period.starts.entries()) {
    const isWeekend = new Date(start + DAY / 2).getUTCDay() % 6 === 0;
    const visits = Math.round(visitsPerDay * (isWeekend ? 0.7 : 1.1) * (0.9 + random.next() * 0.2));
    for (let i = 0; i < visits; i += 1) siteVisitor(writer, start + timeOfDay(random));
    for (let i = 0; i < 2; i += 1) if (random.chance(0.35)) offlineCall(writer, start + timeOfDay(random));
    for (const campaign of PAID) adCost(writer, day, campaign, isWeekend);
  }
  brokenPayloads(writer);
  return writer.story();
}

/** Shoppers are awake from 8 to 23, most at noon and in the evening. */
const timeOfDay = (random: Random): number => Math.round((8 + 7.5 * (random.next() + random.next())) * HOUR);
