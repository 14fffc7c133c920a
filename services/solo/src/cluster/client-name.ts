/** What a process calls itself at the brokers: they tell of their consumers by it, and so which release each is of. */
export const clientName = (version: string): string => `throughline-${version}`;
