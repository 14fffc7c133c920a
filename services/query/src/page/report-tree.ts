/** Rows of several dimensions as a tree: each branch is the exact sum of its leaves. */
import { addAdditives } from '@throughline/domain';
import type { Contribution, GroupedRow } from '../report/group-rows.ts';

export interface TreeNode extends Contribution {
  readonly name: string;
  readonly children: readonly TreeNode[];
}

/** Largest revenue first, then largest cost, then by name. */
export const reportTree = (rows: readonly GroupedRow[], depth = 0): readonly TreeNode[] => {
  const branches = new Map<string, GroupedRow[]>();
  for (const row of rows) {
    const name = row.keys[depth];
    if (name === undefined) return [];
    branches.set(name, [...(branches.get(name) ?? []), row]);
  }
  return [...branches]
    .map(([name, leaves]) => ({ name, ...sumOf(leaves), children: reportTree(leaves, depth + 1) }))
    .sort(byMoney);
};

const sumOf = (rows: readonly GroupedRow[]): Contribution =>
  rows
    .map(({ sums, goodsKnown, hasCost }): Contribution => ({ sums, goodsKnown, hasCost }))
    .reduce((a, b) => ({
      sums: addAdditives(a.sums, b.sums),
      goodsKnown: a.goodsKnown && b.goodsKnown,
      hasCost: a.hasCost || b.hasCost,
    }));

const byMoney = (a: TreeNode, b: TreeNode): number =>
  order(a.sums.revenue, b.sums.revenue) || order(a.sums.cost, b.sums.cost) || (a.name < b.name ? -1 : 1);
const order = (a: bigint | null, b: bigint | null): number => {
  const [x, y] = [a ?? 0n, b ?? 0n];
  return x === y ? 0 : x > y ? -1 : 1;
};
