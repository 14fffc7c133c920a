import { createHash } from 'node:crypto';
import { MANGO } from '../shop.ts';

/** One call in Mango Office's events: `appeared` and the final `summary`; times are unix seconds, forms are signed. */
export interface MangoCall {
  readonly entryId: string;
  readonly caller: string;
  readonly line: string;
  readonly at: number;
  readonly waitSeconds: number;
  readonly talkSeconds: number;
  readonly extension: string;
}

/** `sign = sha256hex(key + json + salt)` over the json exactly as sent (Mango Office VPBX API 1.9). */
export function signedForm(json: string): string {
  const sign = createHash('sha256')
    .update(MANGO.apiKey + json + MANGO.salt)
    .digest('hex');
  return new URLSearchParams({ vpbx_api_key: MANGO.apiKey, sign, json }).toString();
}

export function appearedBody(call: MangoCall): string {
  return signedForm(
    JSON.stringify({
      entry_id: call.entryId,
      call_id: `${call.entryId}:1`,
      timestamp: Math.floor(call.at / 1000),
      seq: 1,
      call_state: 'Appeared',
      location: 'ivr',
      from: { number: call.caller },
      to: { number: call.line, line_number: call.line },
    }),
  );
}

export function summaryBody(call: MangoCall): string {
  const created = Math.floor(call.at / 1000);
  const answered = call.talkSeconds > 0;
  return signedForm(
    JSON.stringify({
      entry_id: call.entryId,
      call_direction: 1,
      from: { number: call.caller },
      to: { extension: call.extension, number: `sip:op${call.extension}@okna.mangosip.ru` },
      line_number: call.line,
      create_time: created,
      forward_time: created + 2,
      talk_time: answered ? created + call.waitSeconds : 0,
      end_time: created + call.waitSeconds + call.talkSeconds,
      entry_result: answered ? 1 : 0,
      disconnect_reason: answered ? 1110 : 1111,
    }),
  );
}
