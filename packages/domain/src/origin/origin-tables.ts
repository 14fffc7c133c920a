import { CHANNEL_SETS } from './channel-of.ts';
import { CLICK_ID_RULES } from './click-ids.ts';
import { CHANNELS } from './origin.ts';
import { DEFAULT_REFERRER_EXCLUSIONS } from './referrer-exclusions.ts';
import { SOURCE_NAMES } from './source-names.ts';

/** Raised with every change of the origin rules that is not in a table, so that a run under the old ones is made anew. */
const ORIGIN_RULES_REVISION = 1;

/** Every table the origin rules read, for the hash of the rules of a run. */
export const ORIGIN_TABLES = {
  revision: ORIGIN_RULES_REVISION,
  channels: CHANNELS,
  channelSets: CHANNEL_SETS,
  clickIds: CLICK_ID_RULES,
  sourceNames: SOURCE_NAMES,
  referrerExclusions: DEFAULT_REFERRER_EXCLUSIONS,
} as const;
