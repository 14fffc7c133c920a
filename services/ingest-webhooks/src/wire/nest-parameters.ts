import type { Parameter } from './parse-form.ts';
import { MAX_DEPTH, unreadable, type Unreadable } from './unreadable.ts';
import { isMap, treeMap, type Tree, type TreeMap } from './tree.ts';

/**
 * Builds the tree that PHP's brackets describe: `leads[add][0][id]=1`. As in PHP, of two values under one name the
 * last counts, and `[]` appends; unlike PHP, lists stay maps with numeric names. A `__proto__` anywhere in a name
 * drops that parameter.
 */
export function nestParameters(parameters: readonly Parameter[]): { kind: 'read'; tree: TreeMap } | Unreadable {
  const tree = treeMap();
  const appended = new Map<TreeMap, number>();
  for (const [name, value] of parameters) {
    const path = pathOf(name);
    if (path.length > MAX_DEPTH) return unreadable('too_deep', `brackets nested deeper than ${MAX_DEPTH}`);
    if (path.includes('__proto__')) continue;
    place(tree, path, value, appended);
  }
  return { kind: 'read', tree };
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0) return [name];
  const path = [name.slice(0, open)];
  const bracket = /\[([^\]]*)\]/y;
  bracket.lastIndex = open;
  for (let found = bracket.exec(name); found !== null; found = bracket.exec(name)) path.push(found[1] ?? '');
  return path.length === 1 ? [name] : path;
}

function place(tree: TreeMap, path: readonly string[], value: string, appended: Map<TreeMap, number>): void {
  let node = tree;
  path.forEach((step, index) => {
    const name = step === '' && index > 0 ? nextIndex(node, appended) : step;
    if (index === path.length - 1) node[name] = value;
    else node = childOf(node, name);
  });
}

function childOf(node: TreeMap, name: string): TreeMap {
  const present: Tree | undefined = node[name];
  if (isMap(present)) return present;
  const child = treeMap();
  node[name] = child;
  return child;
}

function nextIndex(node: TreeMap, appended: Map<TreeMap, number>): string {
  let index = appended.get(node) ?? 0;
  while (node[index] !== undefined) index += 1;
  appended.set(node, index + 1);
  return String(index);
}
