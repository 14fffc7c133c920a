/** What the engine said of its own files. */
export interface DataDamage {
  /** Its number and name in ClickHouse. */
  readonly name: string;
  /** The file or part it could not read, from `store/` on. */
  readonly where: string;
}

/** What says that a file is not there, in the words of the engine and of the standard library below it. */
const GONE = /errno: (?:2|20)\b|No such file or directory|Not a directory/;
const ANY = /^/;

/**
 * How the engine tells that files of a table were removed, cut or changed under it (measured on the pinned engine: parts
 * and tables removed, data and marks cut, emptied, zeroed, with bytes changed; read, inserted into and merged, with files
 * open and not). Source of the names: ClickHouse, `src/Common/ErrorCodes.cpp`.
 */
const DAMAGE: Readonly<Record<number, { readonly name: string; readonly says: RegExp }>> = {
  33: { name: 'CANNOT_READ_ALL_DATA', says: ANY },
  40: { name: 'CHECKSUM_DOESNT_MATCH', says: ANY },
  76: { name: 'CANNOT_OPEN_FILE', says: GONE },
  107: { name: 'FILE_DOESNT_EXIST', says: GONE },
  246: { name: 'CORRUPTED_DATA', says: ANY },
  432: { name: 'UNKNOWN_CODEC', says: ANY },
  1001: { name: 'STD_EXCEPTION', says: GONE },
};

/** A path into the directory of a table: the same numbers tell of bad input, too, and then name another file or none. */
const OF_A_TABLE = /\/(store\/[0-9a-f]{3}\/[0-9a-f]{8}-[0-9a-f-]{27}[\w./-]*)/;

/** Null when the refusal says nothing of damaged or missing data. @param message the engine's own words */
export function dataDamage(code: number, message: string): DataDamage | null {
  const damage = DAMAGE[code];
  const where = OF_A_TABLE.exec(message)?.[1];
  if (damage === undefined || where === undefined || !damage.says.test(message)) return null;
  return { name: `${code} ${damage.name}`, where };
}
