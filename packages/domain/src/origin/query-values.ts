import { percentDecode } from './percent-decode.ts';

/**
 * Values of the wanted parameters of a query, decoded and trimmed; of a repeated parameter the first, also when that is
 * empty. Names are compared as sent (case matters, as in every browser and ad system).
 */
export function queryValues(query: string, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let start = 0; start < query.length;) {
    const next = query.indexOf('&', start);
    const end = next < 0 ? query.length : next;
    const equals = query.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    const name = percentDecode(query.slice(start, nameEnd));
    if (wanted.has(name) && !values.has(name)) values.set(name, percentDecode(query.slice(nameEnd + 1, end)).trim());
    start = end + 1;
  }
  return values;
}
