import type { CampaignRule } from './map-campaign.ts';
import { CHANNELS } from './origin.ts';
import type { ChannelRule } from './origin-rules.ts';

const isText = (value: unknown): value is string => typeof value === 'string';
const isMaybeText = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || isText(value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isChannel = (value: unknown): boolean => CHANNELS.some((channel) => channel === value);
const CAMPAIGN_RULE_KINDS: readonly unknown[] = ['id', 'exact', 'template'];

/** The channel rules among settings' values, in their order; what is none is left out, as a rule that never matches. */
export const readChannelRules = (values: readonly unknown[]): ChannelRule[] => values.filter(isChannelRule);

/** The campaign rules among settings' values, in their order; what is none is left out. */
export const readCampaignRules = (values: readonly unknown[]): CampaignRule[] => values.filter(isCampaignRule);

const isChannelRule = (value: unknown): value is ChannelRule =>
  isRecord(value) && isMaybeText(value['source']) && isMaybeText(value['medium']) && isChannel(value['channel']);

const isCampaignRule = (value: unknown): value is CampaignRule =>
  isRecord(value) &&
  CAMPAIGN_RULE_KINDS.includes(value['kind']) &&
  isMaybeText(value['source']) &&
  isText(value['value']) &&
  isText(value['name']);
