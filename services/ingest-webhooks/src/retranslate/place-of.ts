import type { RecordPosition } from '@throughline/events';

/** A position as one text, to be looked up. */
export const placeOf = ({ partition, offset }: RecordPosition): string => `${partition}-${offset}`;
