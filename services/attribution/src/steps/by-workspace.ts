/** Items of each workspace, in their order. */
export function byWorkspace<Item>(
  items: readonly Item[],
  workspaceOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const workspace = workspaceOf(item);
    const group = groups.get(workspace);
    if (group === undefined) groups.set(workspace, [item]);
    else group.push(item);
  }
  return groups;
}
