/**
 * Port: E.164 of a phone as somebody wrote it, null when no such number is possible.
 * @param country ISO 3166-1 alpha-2 code in whose format a number without `+` is read
 */
export type NormalisePhone = (text: string, country: string) => string | null;
