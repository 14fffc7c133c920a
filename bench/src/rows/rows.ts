import type { Row } from '../measure.ts';
import { hundredEvents, oneEvent } from './door.ts';
import { throughput } from './end-to-end.ts';
import { freshness } from './freshness.ts';
import { insert } from './insert.ts';
import { memory } from './memory.ts';
import { rebuild } from './rebuild.ts';
import { report } from './report.ts';

export const rows: readonly Row[] = [oneEvent, hundredEvents, insert, throughput, freshness, report, rebuild, memory];
