/** Query strings of `GET /v1/reports/data-health` and of the campaign suggestions (the period alone). */
import * as z from 'zod';
import { reportParameters } from './report-parameters.ts';

const { workspace, from, to, tz, min_position } = reportParameters.shape;
export const periodParameters = z.object({ workspace, from, to, tz, min_position });
const { filter, sort, format, lang } = reportParameters.shape;
export const healthParameters = z.object({ ...periodParameters.shape, filter, sort, format, lang });
