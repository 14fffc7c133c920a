import { findingsOf, type Finding } from './finding.ts';

/** Processes of one kind, by how the brokers know them. */
export interface Running {
  readonly kind: string;
  /** `clientName` of each; another program's name where it is none of ours. */
  readonly clients: readonly string[];
}

/**
 * Is every process that consumes of this program's own release? During a rolling restart some are not yet.
 * @param own `clientName` of this release
 */
export function checkVersions(running: readonly Running[], own: string): Finding {
  const { ok, warning } = findingsOf('versions');
  const others = running.flatMap(({ kind, clients }) => {
    const names = clients.filter((client) => client !== own);
    return names.length === 0 ? [] : [`${names.length} of ${kind} ${[...new Set(names)].join(', ')}`];
  });
  const count = running.reduce((sum, { clients }) => sum + clients.length, 0);
  return others.length === 0
    ? ok(`${count} consumers, all ${own}`)
    : warning(`${others.join('; ')}, and this is ${own}: restart them with the present release`);
}
