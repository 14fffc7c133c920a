import type { MigrationResult, MigrationState } from '@throughline/warehouse';

/** What was migrated, or where each migration stands, for the terminal. */
export function migrationText(result: MigrationResult | readonly MigrationState[]): string {
  if ('applied' in result) return `version ${result.version}; applied now: ${result.applied.join(', ') || 'none'}`;
  return result.map(({ version, name, state }) => [version, state, name].join('\t')).join('\n');
}
