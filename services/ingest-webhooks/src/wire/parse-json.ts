import { MAX_DEPTH, unreadable, type Unreadable } from './unreadable.ts';
import { treeMap, type Tree } from './tree.ts';

/**
 * Reads JSON into a `Tree`. The depth is checked before anything is built, numbers stay the text that was sent,
 * and members named `__proto__` are dropped: maps have no prototype, but their readers may copy them.
 */
export function parseJson(text: string): { kind: 'read'; tree: Tree } | Unreadable {
  const quoted = quoteNumbers(text);
  if (quoted === null) return unreadable('too_deep', `JSON nested deeper than ${MAX_DEPTH}`);
  let value: unknown;
  try {
    value = JSON.parse(quoted);
  } catch {
    return unreadable('not_parseable', 'JSON syntax');
  }
  return { kind: 'read', tree: bare(value) };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The text with every number outside a string turned into a string; null when it is nested too deep.
 * One pass by hand: a regular expression over strings with escapes takes quadratic time on hostile input.
 */
function quoteNumbers(text: string): string | null {
  const parts: string[] = [];
  let depth = 0;
  let copied = 0;
  let index = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
    } else if (startsNumber(code)) {
      const end = endOfNumber(text, index);
      parts.push(text.slice(copied, index), '"', text.slice(index, end), '"');
      copied = index = end;
    } else {
      depth += depthChange(code);
      if (depth > MAX_DEPTH) return null;
      index += 1;
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function depthChange(code: number): number {
  if (code === 0x7b || code === 0x5b) return 1;
  return code === 0x7d || code === 0x5d ? -1 : 0;
}

function endOfString(text: string, open: number): number {
  let index = open + 1;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index + 1;
    index += code === BACKSLASH ? 2 : 1;
  }
  return index;
}

function startsNumber(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}

function endOfNumber(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && /[0-9.eE+-]/.test(text.charAt(index))) index += 1;
  return index;
}

function bare(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value === 'object' && value !== null) {
    const map = treeMap();
    for (const [name, member] of Object.entries(value)) if (name !== '__proto__') map[name] = bare(member);
    return map;
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
