import type { Logger } from '@throughline/runtime';
import { WarehouseUnavailableError } from '@throughline/warehouse';

/** Healings within an hour; a disk that breaks every new warehouse is not written to for ever. */
export const MOST_HEALINGS_AN_HOUR = 3;
const HOUR_MS = 3_600_000;

/** Which warehouse is damaged, as its own statements tell, and whether it is to be made anew by itself. */
export interface DamageWatch {
  /** A statement of the warehouse in this directory failed. */
  failed(directory: string, error: unknown): void;
  isDamaged(directory: string): boolean;
  /** Damaged, and within the bound. */
  isToHeal(directory: string): boolean;
}

export interface DamageWatchDeps {
  readonly logger: Logger;
  readonly now: () => number;
  /** Whether the disk has no room: then nothing can be made anew, and a failure says nothing about the data. */
  readonly isFull: () => boolean;
  /** A warehouse is to be made anew. */
  readonly onDamage: () => void;
}

/**
 * Looks at the failures of statements for the one kind that trying again does not mend. Past the bound the damage is still
 * told; the first statement that fails when an hour has gone by begins again.
 */
export function watchDamage({ logger, now, isFull, onDamage }: DamageWatchDeps): DamageWatch {
  /** The last one found; a warehouse that was replaced never comes back under its name. */
  let damaged: string | null = null;
  let isGivenUp = false;
  let healings: readonly number[] = [];

  return {
    failed(directory, err) {
      if (!(err instanceof WarehouseUnavailableError) || err.reason !== 'damaged') return;
      const isKnown = damaged === directory;
      if ((isKnown && !isGivenUp) || isFull()) return;
      const at = now();
      healings = healings.filter((healing) => healing > at - HOUR_MS);
      damaged = directory;
      if (healings.length >= MOST_HEALINGS_AN_HOUR) {
        if (isKnown) return;
        isGivenUp = true;
        logger.error(
          { err, directory, healings: healings.length },
          'the warehouse is damaged again and is not made anew by itself for an hour: look at the disk, then run "throughline rebuild"',
        );
        return;
      }
      isGivenUp = false;
      healings = [...healings, at];
      logger.error({ err, directory }, 'the warehouse is damaged; it is made anew from the log');
      onDamage();
    },
    isDamaged: (directory) => damaged === directory,
    isToHeal: (directory) => damaged === directory && !isGivenUp,
  };
}
