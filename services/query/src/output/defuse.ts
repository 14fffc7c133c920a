/** Texts that a spreadsheet would run as a formula: a campaign's name is anybody's who makes a link. */

/** The full-width signs are the same to a spreadsheet of an East Asian system. */
const SIGNS = '=+\\-@\uff1d\uff0b\uff0d\uff20';
const NUMBER = /^-?\d+(\.\d+)?$/;
const AFTER_SEPARATOR = new RegExp(`(?=[${SIGNS}])(?<=[;\\t\\r\\n][\\s"]*)`, 'g');
const AT_START = new RegExp(`^[${SIGNS}]`);

/**
 * A leading apostrophe makes text of what would be a formula; numbers stay numbers. Where lists are separated by
 * semicolons (as in Russia), a spreadsheet splits a cell at its own, so what follows one may begin a cell, too.
 */
export const defuse = (text: string): string => {
  if (NUMBER.test(text)) return text;
  const lead = leadOf(text);
  const rest = text.slice(lead.length).replace(AFTER_SEPARATOR, "'");
  return beginsFormula(text) ? `'${lead}${rest}` : lead + rest;
};

/** Whether a cell of this text would be a formula, or hide one behind white space. */
export const beginsFormula = (text: string): boolean => {
  const lead = leadOf(text);
  return !NUMBER.test(text) && (/^[\t\r\n]/.test(lead) || AT_START.test(text.slice(lead.length)));
};

const leadOf = (text: string): string => /^[\s"]*/.exec(text)?.[0] ?? '';
