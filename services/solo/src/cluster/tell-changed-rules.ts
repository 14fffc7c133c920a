import type { Logger } from '@throughline/runtime';
import type { SettingsStore } from '@throughline/settings';
import type { BuiltRules } from './built-rules.ts';

/** Says in one line that the rules are other than those of the warehouse, and in one that they are the same again. @returns ends it */
export function tellChangedRules(
  settings: Pick<SettingsStore, 'watch'>,
  rules: Pick<BuiltRules, 'isPresent'>,
  logger: Logger,
): () => void {
  let isTold = false;
  const look = (): void => {
    const isPresent = rules.isPresent();
    if (isPresent === !isTold) return;
    isTold = !isPresent;
    if (isPresent) logger.info('the rules are those of the warehouse again');
    else logger.warn('rules changed: every row keeps to the former ones until "throughline rebuild"');
  };
  look();
  return settings.watch(look);
}
