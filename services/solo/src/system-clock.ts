/** The one place that reads the clock; everything else is given it. */
// eslint-disable-next-line no-restricted-properties -- this is the edge
export const systemClock = (): number => Date.now();
