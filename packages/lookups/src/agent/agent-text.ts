/** No real user agent is longer; patterns must not run over a body's worth of text. */
const LONGEST = 1024;

export const agentText = (userAgent: string | null): string => (userAgent ?? '').slice(0, LONGEST).trim();
