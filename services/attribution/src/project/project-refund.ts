import type { RefundFact } from '@throughline/domain';
import type { RefundEvent } from '@throughline/events';
import { factHeader, type KnownEvent } from './fact-header.ts';
import { moneyOf } from './money-of.ts';
import type { ProjectContext } from './project-context.ts';

export const projectRefund = (known: KnownEvent<RefundEvent>, context: ProjectContext): RefundFact => ({
  ...factHeader(known, context),
  type: 'refund',
  dealId: known.event.dealId,
  amount: moneyOf(known.event.value),
});
