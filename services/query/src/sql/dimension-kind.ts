/** The three families of dimensions, as type guards. */
import { CRM_DIMENSIONS, ORIGIN_DIMENSIONS, TIME_DIMENSIONS } from '@throughline/domain';
import type { CrmDimension, Dimension, OriginDimension, TimeDimension } from '@throughline/domain';

export const isOrigin = (dimension: Dimension): dimension is OriginDimension =>
  ORIGIN_DIMENSIONS.some((candidate) => candidate === dimension);
export const isTime = (dimension: Dimension): dimension is TimeDimension =>
  TIME_DIMENSIONS.some((candidate) => candidate === dimension);
export const isCrm = (dimension: Dimension): dimension is CrmDimension =>
  CRM_DIMENSIONS.some((candidate) => candidate === dimension);
/** Dimensions of a deal's items. */
export const isItem = (dimension: Dimension): dimension is 'product' | 'category' =>
  dimension === 'product' || dimension === 'category';
