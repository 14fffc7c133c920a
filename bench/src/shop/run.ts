import { DEFAULT_RUN } from '@throughline/domain';
import { RULES_HASH } from '@throughline/lookups';

/** What the shop's persons are attributed under, and its reports are asked of. */
export const run = { ...DEFAULT_RUN, rules: RULES_HASH };
