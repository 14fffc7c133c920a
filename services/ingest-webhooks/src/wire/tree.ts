/**
 * A parsed body, whatever it was written in: maps without a prototype, lists and texts.
 * Numbers are kept as the text that was sent, because ids beyond 2^53 occur (providers.md, section 0, rule 8).
 */
export type Tree = string | boolean | null | TreeMap | readonly Tree[];
export interface TreeMap {
  [name: string]: Tree;
}

export function treeMap(): TreeMap {
  return Object.create(null) as TreeMap;
}

export function isMap(tree: Tree | undefined): tree is TreeMap {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree);
}

/** The node at a path, or null when any step is missing. */
export function nodeAt(tree: Tree | undefined, ...path: readonly string[]): Tree {
  let node: Tree = tree ?? null;
  for (const step of path) {
    if (Array.isArray(node)) node = (node as readonly Tree[])[Number(step)] ?? null;
    else if (isMap(node)) node = node[step] ?? null;
    else return null;
  }
  return node;
}

/** The text at a path; null when missing, not a text, or blank. Trimmed. */
export function textAt(tree: Tree | undefined, ...path: readonly string[]): string | null {
  const node = nodeAt(tree, ...path);
  if (typeof node === 'boolean') return String(node);
  if (typeof node !== 'string') return null;
  const text = node.trim();
  return text === '' ? null : text;
}

/** The first text found at one of several names. */
export function firstText(tree: Tree | undefined, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = textAt(tree, name);
    if (text !== null) return text;
  }
  return null;
}

/** Members of a list, or of a PHP list (a map with numeric names), in order of their index. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  if (Array.isArray(tree)) return tree as readonly Tree[];
  return isMap(tree) ? Object.values(tree) : [];
}
