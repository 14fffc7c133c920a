import type { Story } from '../../demo/story/story.ts';

/** Totals of a story's days by what it says itself: money in kopecks. */
export interface StoryTotals {
  readonly sales: number;
  /** Of won deals, less refunds. */
  readonly revenue: number;
  readonly costOfGoods: number;
  /** Of advertising. */
  readonly cost: number;
}

const kopecks = (text: unknown): number => Math.round(Number(text) * 100);
const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);

/** Reads the story as its receivers do, but simply: a deal is what its last webhook says, a deleted one is none. */
export function storyTotals({ events, costs, hooks }: Story, crmSource: string): StoryTotals {
  const deals = new Map<string, URLSearchParams>();
  for (const { what } of hooks) {
    const form = new URLSearchParams(what.body);
    const stated = form.get('leads[status][0][id]') ?? form.get('leads[add][0][id]');
    const deleted = form.get('leads[delete][0][id]');
    if (stated !== null) deals.set(stated, form);
    if (deleted !== null) deals.delete(deleted);
  }
  const won = [...deals].filter(([, form]) => form.get('leads[status][0][status_id]') === '142');
  const wonIds = new Set(won.map(([id]) => `${crmSource}/${id}`));
  const refunds = events.filter(({ what }) => what['type'] === 'refund' && wonIds.has(String(what['deal_id'])));
  return {
    sales: won.length,
    revenue:
      sum(won.map(([, form]) => kopecks(form.get('leads[status][0][price]')))) -
      sum(refunds.map(({ what }) => kopecks(what['amount']))),
    costOfGoods: sum(won.map(([, form]) => kopecks(form.get('leads[status][0][custom_fields][0][values][0][value]')))),
    cost: sum(costs.map(({ cost }) => kopecks(cost))),
  };
}
