import { AMO_ACCOUNT, SITE_LINES } from '../shop.ts';
import { appearedBody } from '../wire/mango.ts';
import { fictionalPhone } from './fictional-phone.ts';
import { HOUR, type StoryWriter } from './story-writer.ts';

/** What real life also sends: a test button, half a call, an event nobody knows, a deal without its id. */
export function brokenPayloads(writer: StoryWriter): void {
  const at = (writer.period.starts[0] ?? 0) + 10 * HOUR;
  const caller = fictionalPhone(0);
  const test = { callerphone: '{callerphone}', phonenumber: '{phonenumber}', calltime: '{calltime}' };
  const half = { leadtype: 'call', callphase: 'callcompleted', callerphone: caller };
  const fax = { caller, line: SITE_LINES[0], at, waitSeconds: 0, talkSeconds: 0, extension: '101', entryId: 'fax' };
  const nameless = {
    'leads[add][0][name]': 'no id',
    'account[id]': AMO_ACCOUNT.id,
    'account[subdomain]': AMO_ACCOUNT.subdomain,
  };
  writer.hook(at, 'calltouch', '', new URLSearchParams(test).toString());
  writer.hook(at + 1, 'calltouch', '', new URLSearchParams(half).toString());
  writer.hook(at + 2, 'mango', '/events/fax', appearedBody(fax));
  writer.hook(at + 3, 'amocrm', '', new URLSearchParams(nameless).toString());
}
