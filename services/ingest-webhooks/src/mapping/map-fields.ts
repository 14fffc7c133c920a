import type { RejectedPart } from '@throughline/events';
import type { TranslationContext } from '../provider/provider.ts';
import { lookUp } from '../provider/look-up.ts';
import { localMoment, unixMoment, type Moment } from '../wire/moment.ts';
import { nodeAt, textAt, type Tree } from '../wire/tree.ts';
import type { MappedField, MappingRule } from './mapping-schema.ts';
import { TARGETS, type Kind } from './targets.ts';
import { matchPattern, parsePattern } from './time-pattern.ts';

type Context = TranslationContext<unknown>;

/** What the fields of a rule are in one payload, by their names; those that are not stated are not there. */
export interface MappedValues {
  /** Texts, and numbers, booleans and enumerations that proved to be such. */
  readonly texts: ReadonlyMap<string, string>;
  readonly times: ReadonlyMap<string, Moment>;
}

/** Where the payload and, of a list, the item are. */
export interface Scope {
  readonly root: Tree;
  readonly item: Tree;
  /** JSON pointer of the item in the payload; `''` = all of it. */
  readonly at: string;
}

/** Reads every field of a rule; what is missing or not of its kind is told by the mapping's own pointer. */
export function mapFields(
  { type, fields }: MappingRule,
  scope: Scope,
  pointer: string,
  context: Context,
): { readonly values: MappedValues; readonly wrong: readonly RejectedPart[] } {
  const texts = new Map<string, string>();
  const times = new Map<string, Moment>();
  const wrong: RejectedPart[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const read = textOf(field, scope);
    if (read.kind === 'absent') continue;
    const kind = lookUp(TARGETS[type], name) ?? 'text';
    const bad = read.kind === 'wrong' ? read : kind === 'time' ? null : notOfKind(kind, read.text);
    const time = kind === 'time' && read.kind === 'text' ? momentOf(field, read.text, context) : null;
    const place = { pointer: `${pointer}/fields/${name}`, ...placeOf(field, scope) };
    if (bad !== null) wrong.push({ ...place, reason: bad.reason, detail: bad.detail });
    else if (kind === 'time' && time === null) {
      wrong.push({ ...place, reason: 'bad_value', detail: 'not a time of this format' });
    } else if (time !== null) times.set(name, time);
    else if (read.kind === 'text') texts.set(name, read.text);
  }
  return { values: { texts, times }, wrong };
}

type Read =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'wrong'; readonly reason: 'missing_field' | 'bad_value'; readonly detail: string };

/** The text a field stands for; a decimal comma already a point. */
export function textOf(field: MappedField, scope: Scope): Read {
  if (typeof field === 'object' && 'constant' in field) return { kind: 'text', text: String(field.constant) };
  const { from, optional = false, values, otherwise, decimal } = typeof field === 'string' ? { from: field } : field;
  const found = textBy(from, scope);
  if (found === null) {
    if (optional) return { kind: 'absent' };
    const node = nodeBy(from, scope);
    if (typeof node === 'object' && node !== null) {
      const what = Array.isArray(node) ? 'a list' : 'an object';
      return { kind: 'wrong', reason: 'bad_value', detail: `the payload has ${what} at ${from}, not a value` };
    }
    return { kind: 'wrong', reason: 'missing_field', detail: `the payload has nothing at ${from}` };
  }
  if (values !== undefined) {
    const word = lookUp(values, found) ?? otherwise;
    if (word !== undefined) return { kind: 'text', text: String(word) };
    const known = Object.keys(values).join(', ');
    return { kind: 'wrong', reason: 'bad_value', detail: `the value at ${from} is none of ${known}` };
  }
  return { kind: 'text', text: decimal === undefined ? found : plainDecimal(found, decimal) };
}

const plainDecimal = (text: string, decimal: string): string =>
  text.replace(/[\s\u00a0\u202f]/g, '').replace(decimal, '.');

/** The text at a path: a JSON pointer within the item, within the whole payload after `^`, or a parameter's name. */
export function textBy(path: string, scope: Scope): string | null {
  return textAt(nodeBy(path, scope));
}

export function nodeBy(path: string, { root, item }: Scope): Tree {
  return nodeAt(path.startsWith('^') ? root : item, ...stepsOf(path));
}

function stepsOf(path: string): string[] {
  const rest = path.startsWith('^') ? path.slice(1) : path;
  if (!rest.startsWith('/')) return [rest];
  return rest.slice(1).split('/').map(unescapeStep);
}

const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~');
const escapeStep = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');

/** Where in the payload a field is looked for, as a JSON pointer; a constant is nowhere. */
export function placeOf(field: MappedField, scope: Scope): { readonly field?: string } {
  const from = typeof field === 'string' ? field : 'from' in field ? field.from : null;
  return from === null ? {} : { field: pointerTo(from, scope) };
}

/** The pointer from the payload's root to a path of a mapping. */
export function pointerTo(path: string, { at }: Pick<Scope, 'at'>): string {
  const steps = stepsOf(path).map((step) => `/${escapeStep(step)}`);
  return `${path.startsWith('^') ? '' : at}${steps.join('')}`;
}

/** The items of a list, each with its place. */
export function scopesIn(list: Tree, root: Tree, at: string): Scope[] {
  return typeof list === 'object' && list !== null
    ? Object.entries(list).map(([name, item]) => ({ root, item, at: `${at}/${escapeStep(name)}` }))
    : [];
}

const BOOLEANS = ['true', 'false', '1', '0'];

function notOfKind(kind: Kind, text: string): { reason: 'bad_value'; detail: string } | null {
  const bad = (expected: string) => ({ reason: 'bad_value' as const, detail: `must be ${expected}` });
  if (kind === 'boolean') return BOOLEANS.includes(text) ? null : bad(`one of ${BOOLEANS.join(', ')}`);
  if (kind === 'number') return /^\d{1,9}(\.\d{1,9})?$/.test(text) ? null : bad('a number of seconds');
  if (typeof kind === 'object') return kind.includes(text) ? null : bad(`one of ${kind.join(', ')}`);
  return null;
}

function momentOf(field: MappedField, text: string, context: Context): Moment | null {
  const { format = 'auto', time_zone: zone = context.timeZone } =
    typeof field === 'object' && 'from' in field ? field : {};
  if (format === 'unix' || format === 'unix_ms') {
    const moment = /^\d+$/.test(text) && format === 'unix_ms' ? { at: Number(text), filled: [] } : unixMoment(text);
    return moment !== null && Number.isSafeInteger(moment.at) ? moment : null;
  }
  if (format === 'auto') return localMoment(text, zone) ?? unixMoment(text);
  const pattern = parsePattern(format);
  const plain = pattern === null ? null : matchPattern(pattern, text);
  return plain === null ? null : localMoment(plain, zone);
}
