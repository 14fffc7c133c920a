import { DEFAULT_RUN } from '@throughline/domain';
import type { Workspace } from '@throughline/settings';

/** A workspace as `/v1/workspace` shows it: every member with what holds, defaults too; never the key of its ids. */
export function workspaceJson(workspace: Workspace): object {
  const { lookbackDays, journeyEnd, skewSeconds, leadUniqueDays, hubLimits, halfLifeDays } = {
    ...DEFAULT_RUN,
    ...workspace.run,
  };
  return {
    id: workspace.id,
    time_zone: workspace.timeZone,
    country: workspace.country,
    currency: workspace.currency,
    rates: workspace.rates,
    exclusions: workspace.exclusions,
    referrer_exclusions: workspace.referrerExclusions,
    channel_rules: workspace.channelRules,
    run: {
      lookback_days: lookbackDays,
      journey_end: journeyEnd,
      skew_seconds: skewSeconds,
      lead_unique_days: leadUniqueDays,
      half_life_days: halfLifeDays,
      hub_limits: hubLimits,
    },
  };
}
