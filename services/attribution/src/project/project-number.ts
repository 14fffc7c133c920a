import { normaliseNumberOrigin, type NumberFact } from '@throughline/domain';
import type { NumberEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { lineOf } from './line-of.ts';
import type { ProjectContext } from './project-context.ts';

export const projectNumber = (known: KnownEvent<NumberEvent>, context: ProjectContext): NumberFact => ({
  ...factHeader(known, context),
  type: 'number',
  number: lineOf(known.event.number, context),
  origin: normaliseNumberOrigin(known.event.origin, context.lookups, context.rules),
  from: known.event.from,
  to: known.event.to,
});
