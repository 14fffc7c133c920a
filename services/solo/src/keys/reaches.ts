import type { Principal } from '@throughline/runtime';

/** Does who asks reach all these workspaces? `*` (every one) is reached only by who has them all. */
export const reaches = ({ workspaces: own }: Principal, workspaces: readonly string[]): boolean =>
  own === 'all' || workspaces.every((id) => own.includes(id));
