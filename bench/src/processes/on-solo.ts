import { join } from 'node:path';
import type { BenchOptions } from '../measure.ts';
import { stagedShop } from '../stage/staged-shop.ts';
import { startSolo, type System } from './systems.ts';
import { removeDirectory, temporaryDirectory } from './temporary-directory.ts';

/** A system of ours in one process that took so many visits before, for as long as it is measured. */
export async function onSolo<Result>(
  { environment, progress }: BenchOptions,
  visits: number,
  measure: (system: System) => Promise<Result>,
): Promise<Result> {
  const stage = visits === 0 ? null : (await stagedShop(visits, environment, progress)).copy().directory;
  const directory = temporaryDirectory();
  const solo = await startSolo(environment, stage ?? join(directory, 'solo'));
  try {
    return await measure(solo);
  } finally {
    await solo.child.stop();
    removeDirectory(directory);
    if (stage !== null) removeDirectory(stage);
  }
}
