import { parseJson } from '../wire/parse-json.ts';
import { decodeUtf8 } from '../wire/read-parameters.ts';
import { itemsOf, nodeAt, type Tree } from '../wire/tree.ts';
import { addPart, emptyDraft, rejected, translated, type Translation } from './translation.ts';

/**
 * A page of a list in JSON, item by item.
 * @param member where its items are
 * @param list what they are, as rejected ones are told
 */
export function translatePage(
  body: Uint8Array,
  member: string,
  list: string,
  translateItem: (item: Tree) => Translation,
): Translation {
  const json = parseJson(decodeUtf8(body) ?? '');
  if (json.kind === 'unreadable') return rejected(json.reason, json.detail);
  const draft = emptyDraft();
  itemsOf(nodeAt(json.tree, member)).forEach((item, index) => addPart(draft, `${list}/${index}`, translateItem(item)));
  return translated(draft);
}
