/** One thing that was looked at. `warning`: it works, but somebody should know; `problem`: it needs a hand. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'problem';
  /** What was found, and where it is not well what to do. */
  readonly detail: string;
}

/** Findings of one check. */
export const findingsOf = (check: string): Record<Finding['state'], (detail: string) => Finding> => ({
  ok: (detail) => ({ check, state: 'ok', detail }),
  warning: (detail) => ({ check, state: 'warning', detail }),
  problem: (detail) => ({ check, state: 'problem', detail }),
});
