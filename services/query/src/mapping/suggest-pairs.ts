/** Which unpaid visits may be those of which unvisited spend: pairs to accept, with a score and why. */
import { NOT_SET } from '@throughline/domain';
import type { FreeVisits, Spend } from './unmatched.ts';
import { formOf, likenessTo } from './name-likeness.ts';

export interface SuggestedPair {
  readonly visits: FreeVisits;
  readonly spend: Spend;
  /** 0 to 1. */
  readonly score: number;
  /** `campaign_id`: the visits' campaign contains the number the ad system gives the campaign. */
  readonly reason: 'campaign_id' | 'same_name' | 'similar_name';
}

/** Below it names have little more in common than a language. */
const LEAST_SCORE = 0.5;
/** Of each side the greatest, and for each visits' campaign the likeliest: a question stays a question of milliseconds. */
const MOST_COMPARED = 500;
const MOST_CANDIDATES = 20;
/** A shorter number is a year or a version. */
const SHORTEST_ID = 5;

/**
 * Each spend and each visits' campaign stands in one pair at most, the likeliest first. Only within one ad source; what no
 * rule can match, or a rule names already, is in none.
 */
export const suggestPairs = (spend: readonly Spend[], visits: readonly FreeVisits[]): SuggestedPair[] => {
  const named = spend.filter(({ campaign }) => campaign !== NOT_SET).slice(0, MOST_COMPARED);
  const open = visits.filter(({ value, campaign }) => value !== NOT_SET && value === campaign).slice(0, MOST_COMPARED);
  const sources = new Set(named.map(({ source }) => source));
  const pairs = [...sources].flatMap((source) =>
    pairsWithin(
      named.filter((of) => of.source === source),
      open.filter((free) => free.source === source),
    ),
  );
  const taken = new Set<Spend | FreeVisits>();
  return pairs.sort(likelierFirst).filter((pair) => {
    if (taken.has(pair.spend) || taken.has(pair.visits)) return false;
    taken.add(pair.spend).add(pair.visits);
    return true;
  });
};

const pairsWithin = (spend: readonly Spend[], visits: readonly FreeVisits[]): SuggestedPair[] => {
  const alike = likenessTo(spend.map(({ campaign }) => formOf(campaign)));
  return visits.flatMap((free) => {
    const form = formOf(free.value);
    const scores = alike(form);
    return spend
      .map((of, i) => pairOf(free, of, form.words, scores[i] ?? 0))
      .filter(({ score }) => score >= LEAST_SCORE)
      .sort(likelierFirst)
      .slice(0, MOST_CANDIDATES);
  });
};

const pairOf = (visits: FreeVisits, spend: Spend, words: ReadonlySet<string>, likeness: number): SuggestedPair => {
  const hasId = spend.campaignIds.some((id) => id.length >= SHORTEST_ID && words.has(id));
  if (hasId) return { visits, spend, score: 1, reason: 'campaign_id' };
  const score = Math.round(likeness * 100) / 100;
  return { visits, spend, score, reason: score === 1 ? 'same_name' : 'similar_name' };
};

/** Then the number before the name, then the dearer, then the more visited: what a marketer gains most by. */
const likelierFirst = (a: SuggestedPair, b: SuggestedPair): number =>
  b.score - a.score ||
  Number(b.reason === 'campaign_id') - Number(a.reason === 'campaign_id') ||
  Number(b.spend.cost ?? 0n) - Number(a.spend.cost ?? 0n) ||
  b.visits.visits - a.visits.visits ||
  (a.visits.value < b.visits.value ? -1 : 1);
