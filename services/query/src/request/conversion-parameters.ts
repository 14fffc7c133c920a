/** Query strings of `GET /v1/conversions` and `GET /v1/conversions/{id}`. */
import * as z from 'zod';
import { CONVERSION_KINDS } from '../conversion/conversion-id.ts';
import { selection } from './report-parameters.ts';

export const listParameters = z.object({
  ...selection,
  kind: z.enum(CONVERSION_KINDS).optional().meta({ description: 'What is counted; `sale` unless named' }),
});

const { workspace, lookback_days, journey_end, run, as_of, min_position } = selection;
export const explainParameters = z.object({ workspace, lookback_days, journey_end, run, as_of, min_position });
