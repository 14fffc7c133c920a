/** Formats as HTTP names them. https://clickhouse.com/docs/interfaces/formats */
import { Refusal, UNKNOWN_FORMAT } from './refusal.ts';

const UTF8 = '; charset=UTF-8';
const CONTENT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^JSON(?:Compact)?(?:Strings)?EachRow|^NDJSON$|^JSONLines$/i, `application/x-ndjson${UTF8}`],
  [/^JSON/i, `application/json${UTF8}`],
  [/^CSVWithNames/i, `text/csv${UTF8}; header=present`],
  [/^CSV/i, `text/csv${UTF8}; header=absent`],
  [/^(?:TabSeparated|TSV)/i, `text/tab-separated-values${UTF8}`],
  [/^XML$/i, `application/xml${UTF8}`],
  [/^(?:Pretty|Vertical|Values|Markdown|TSKV|SQLInsert|LineAsString|Null)/i, `text/plain${UTF8}`],
];

export const contentTypeOf = (format: string): string =>
  CONTENT_TYPES.find(([name]) => name.test(format))?.[1] ?? 'application/octet-stream';

/** @throws Refusal for what is no name of a format: it goes into a statement as it is */
export const formatName = (name: string): string => {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new Refusal(UNKNOWN_FORMAT, `Unknown format ${name}`);
  return name;
};
