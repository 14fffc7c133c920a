/** The journey of one conversion as it is told: its touchpoints with every model's credits. */
import { MODELS, NOT_SET } from '@throughline/domain';
import type { Conversion, Model, RunParameters, Touchpoint } from '@throughline/domain';
import type { CampaignNames } from '../report/campaign-names.ts';
import type { ExplainedTouchpoint } from './explained-conversion.ts';

export interface ToldJourney {
  readonly conversion: Conversion;
  /** Whose shares and money: of the sale, or of the enquiry, lead or deal. */
  readonly ofSale: boolean;
  /** Epoch milliseconds. */
  readonly end: number;
  readonly run: RunParameters;
  readonly campaigns: CampaignNames;
  readonly money: (minor: number) => string;
}

export const explainJourney = (told: ToldJourney): ExplainedTouchpoint[] =>
  told.conversion.journey.touchpoints.flatMap((touch, index) =>
    inJourney(touch, index, told) ? [explainTouch(touch, index, told)] : [],
  );

const DAY = 86_400_000;

/**
 * A deal whose sale ends later keeps both journeys in one list; each kind is told its own. A deal's stated origin may
 * stand outside the window: it counts where there is nothing else.
 */
const inJourney = (touch: Touchpoint, index: number, { conversion, end, run, ofSale }: ToldJourney): boolean => {
  if (conversion.kind === 'enquiry' || conversion.saleEnd === conversion.end) return true;
  if (touch.at >= end - run.lookbackDays * DAY && touch.at <= end + run.skewSeconds * 1_000) return true;
  return MODELS.some((model) =>
    conversion.journey.credits[model].some(
      (credit) => credit.touch === index && (ofSale ? credit.saleShare : credit.share) > 0,
    ),
  );
};

const explainTouch = (
  touch: Touchpoint,
  index: number,
  { conversion, ofSale, campaigns, money }: ToldJourney,
): ExplainedTouchpoint => {
  const credits: Partial<Record<Model, { share: number; amount: string | null }>> = {};
  for (const model of MODELS) {
    const credit = conversion.journey.credits[model].find((candidate) => candidate.touch === index);
    const share = (ofSale ? credit?.saleShare : credit?.share) ?? 0;
    credits[model] = { share, amount: ofSale ? money(credit?.amount ?? 0) : null };
  }
  const { origin } = touch;
  return {
    touchpoint_id: touch.id,
    at: new Date(touch.at).toISOString(),
    channel: origin.channel,
    source: origin.source,
    medium: origin.medium,
    campaign: campaigns.nameOf({ source: origin.source, campaign: origin.campaign }),
    campaign_value: origin.campaign,
    ad_group: origin.adGroup,
    term: origin.term,
    content: origin.content,
    landing_page: touch.landingPage,
    device: touch.device,
    country: ifSet(touch.country),
    city: ifSet(touch.city),
    evidence: touch.evidence,
    event_id: touch.eventId,
    credits,
  };
};

const ifSet = (value: string): string | undefined => (value === NOT_SET ? undefined : value);
