import { pinRules, type PinnedSettings, type SettingsState, type SettingsStore } from '@throughline/settings';
import { sql, type Warehouse } from '@throughline/warehouse';
import { isOfPresentRun, runOfAll } from '../rebuild/run-of-all.ts';

/** Row of `warehouse_meta` that says under which rules the warehouse of a cluster is filled, as JSON. */
const KEY = 'rules';

/** The rules that all rows of a cluster's warehouse follow, whatever the settings become. */
export interface BuiltRules {
  /** The settings with those rules. */
  readonly settings: PinnedSettings;
  /** Whether they are the present ones. */
  isPresent(): boolean;
}

/** Notes the present rules as those of the warehouse, unless it has some: its first rows are yet to come. */
export async function noteRules(warehouse: Warehouse, state: SettingsState): Promise<void> {
  if ((await readRules(warehouse)) !== null) return;
  const value = JSON.stringify({ run: runOfAll(state), settings: state.version });
  await warehouse.insert('warehouse_meta', [{ key: KEY, value, version: state.version }]);
}

/** A warehouse filled by a release that noted nothing follows the settings as they are when a process opens it. */
export async function builtRules(warehouse: Warehouse, settings: SettingsStore): Promise<BuiltRules> {
  const noted = await readRules(warehouse);
  const built = await settings.stateAt(noted?.settings ?? settings.state().version);
  const pinned = pinRules(settings, built);
  const run = noted?.run ?? runOfAll(built);
  let last: { readonly version: number; readonly isPresent: boolean } | null = null;
  return {
    settings: pinned,
    isPresent() {
      const state = settings.state();
      // Asked at every look at the status; long lists of exclusions take a while to compare.
      if (last?.version !== state.version) {
        last = { version: state.version, isPresent: isOfPresentRun(run, pinned, state) };
      }
      return last.isPresent;
    },
  };
}

async function readRules(warehouse: Warehouse): Promise<{ run: string; settings: number } | null> {
  const [row] = await warehouse.select<{ value: string }>(
    sql`SELECT value FROM warehouse_meta FINAL WHERE key = ${KEY}`,
  );
  return row === undefined ? null : (JSON.parse(row.value) as { run: string; settings: number });
}
