import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiled, runChild } from '../processes/child.ts';
import { startSolo } from '../processes/systems.ts';
import { temporaryDirectory } from '../processes/temporary-directory.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The data directory of a shop that has been open for 180 days. Its warehouse is full; its log holds nothing of that. */
export interface StagedShop {
  readonly filled: {
    readonly visits: number;
    readonly enquiries: number;
    readonly deals: number;
    readonly sales: number;
  };
  /** A data directory that may be written to, and the warehouse in it. */
  copy(): { readonly directory: string; readonly warehouse: string };
}

const shops = new Map<number, Promise<StagedShop>>();

/** Made once a run for each size. */
export function stagedShop(
  visits: number,
  environment: Environment,
  progress: (text: string) => void,
): Promise<StagedShop> {
  let shop = shops.get(visits);
  if (shop === undefined) {
    shop = stage(visits, environment, progress);
    shops.set(visits, shop);
  }
  return shop;
}

async function stage(visits: number, environment: Environment, progress: (text: string) => void): Promise<StagedShop> {
  const startedAt = performance.now();
  const directory = join(temporaryDirectory(), 'solo');
  // Makes settings, the pointer and the tables.
  const { child } = await startSolo(environment, directory);
  await child.stop();
  const pointer = JSON.parse(readFileSync(join(directory, 'current.json'), 'utf8')) as { directory: string };
  const warehouseOf = (path: string): string => join(path, 'warehouse', pointer.directory);
  const said = await runChild([compiled('servers/fill.js'), warehouseOf(directory), String(visits)], environment);
  const filled = JSON.parse(said) as StagedShop['filled'];
  if (filled.visits !== visits) throw new Error(`${filled.visits} visits are in the warehouse, not ${visits}`);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  progress(`a shop of ${JSON.stringify(filled)} was filled in ${seconds} s`);
  return {
    filled,
    copy() {
      const copied = temporaryDirectory();
      for (const entry of readdirSync(directory)) {
        cpSync(join(directory, entry), join(copied, entry), { recursive: true });
      }
      return { directory: copied, warehouse: warehouseOf(copied) };
    },
  };
}
