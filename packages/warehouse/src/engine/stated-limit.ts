/** Seconds a statement may run, as the SETTINGS at its end say; null where they say nothing. */
export const statedLimit = (statement: string): number | null => {
  const stated = /\bSETTINGS\b.*\bmax_execution_time = ([\d.]+)/.exec(statement.slice(-SETTINGS_LENGTH))?.[1];
  return stated === undefined ? null : Number(stated);
};

/** Statements have many megabytes at most, and settings stand at their end. */
const SETTINGS_LENGTH = 400;
