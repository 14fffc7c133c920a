import { NO_PERSONAL, type CallEvent } from '@throughline/events';
import { line, phone } from '../kinds/personal.ts';
import type { Reading } from './reading.ts';

/** Tells the customer's side from our own: the caller of an inbound call, the callee of an outbound one. */
export function withSides(call: CallEvent, raw: Record<string, unknown>, reading: Reading): CallEvent {
  const [customer, own] = call.direction === 'in' ? [raw['caller'], raw['callee']] : [raw['callee'], raw['caller']];
  if (customer !== undefined && customer !== null) phone.read(customer, reading, '');
  const ours = own === undefined || own === null ? null : (line.read(own, reading, '') as string | null);
  return {
    ...call,
    line: ours,
    personal: { ...NO_PERSONAL, phone: reading.phone, phoneRaw: reading.phoneRaw },
    filled: reading.filled,
  };
}
