/** An exception that a server wrote behind rows it had printed, because the status had gone out before. */
export interface LateException {
  readonly code: number;
  readonly message: string;
}

/** Far beyond what ClickHouse says; the rows before it are not looked through. */
const TAIL = 32_768;

/**
 * No answer of ours ends so: rows are JSON, or names of our own. Source: https://clickhouse.com/docs/interfaces/http,
 * "HTTP response codes caveats"; the marker is written since 25.11.
 */
const EXCEPTION = /Code: (\d+)\. DB::Exception: (?:(?!Code: \d+\. DB::Exception: )[\s\S])*\(version [^\n]*\)\s*$/;
const MARKER = /\d+ \S+\s+__exception__\s*$/;

export const exceptionAtEnd = (answer: string): LateException | null => {
  const tail = answer.slice(-TAIL).trimEnd();
  if (!tail.endsWith(')') && !tail.endsWith('__exception__')) return null;
  const text = tail.replace(MARKER, '');
  const found = EXCEPTION.exec(text);
  if (found !== null) return { code: Number(found[1]), message: found[0].trim() };
  return text.length === tail.length ? null : { code: UNKNOWN, message: 'an exception that cannot be read' };
};

/** UNKNOWN_EXCEPTION, of ClickHouse's numbers. */
const UNKNOWN = 1002;
