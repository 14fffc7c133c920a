import type { Campaign } from '../shop.ts';
import { iso, type StoryWriter } from './story-writer.ts';

/** What a campaign cost on a day, as its owner reports it when the day is over. Weekends are quieter. */
export function adCost(writer: StoryWriter, day: number, campaign: Campaign, isWeekend: boolean): void {
  const { random, period } = writer;
  const kopecks = Math.round(campaign.dailyCost * 100 * (isWeekend ? 0.65 : 1.1) * (0.85 + random.next() * 0.3));
  const clicks = Math.max(1, Math.round(kopecks / 100 / campaign.cpc));
  writer.cost({
    date: period.dates[day],
    source: campaign.source,
    medium: campaign.medium,
    campaign: campaign.campaign,
    cost: `${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`,
    currency: 'RUB',
    clicks,
    impressions: clicks * random.int(14, 40),
    reported_at: iso(period.starts[day + 1] ?? period.end),
  });
}
