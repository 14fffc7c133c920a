import { createHash } from 'node:crypto';
import { ORIGIN_TABLES } from '@throughline/domain';
import { ADDITIONS, MAP_SERVICES } from '../referrer/additions.ts';
import { NOT_SEARCH_ENGINES } from '../referrer/not-search-engines.ts';
import { MATOMO_LISTS } from '../referrer/vendor/matomo-lists.ts';
import { packageVersion } from './package-version.ts';

/** Raised with every change of how lookups read their data that no table shows (matching, phone and email rules). */
const LOOKUPS_REVISION = 1;

const PACKAGES = ['tldts', 'libphonenumber-js', 'isbot', 'bowser'] as const;

/**
 * Hash of every table and data version the core reads, vendored or from a package (attribution.md, section 4): the
 * `rules` of a run. 64 hex digits. Code whose hash differs starts a new run.
 */
export const RULES_HASH: string = createHash('sha256')
  .update(
    JSON.stringify({
      lookups: LOOKUPS_REVISION,
      origin: ORIGIN_TABLES,
      lists: MATOMO_LISTS,
      additions: ADDITIONS,
      maps: MAP_SERVICES,
      notSearchEngines: NOT_SEARCH_ENGINES,
      packages: PACKAGES.map((name) => [name, packageVersion(name)]),
    }),
  )
  .digest('hex');
