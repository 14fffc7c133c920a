/** A name within a workspace, as a key of what is kept in memory. */
export const keyOf = (workspace: string, name: string): string => `${workspace}\u0000${name}`;
export const withoutWorkspace = (key: string): string => key.slice(key.indexOf('\u0000') + 1);
