import { DEAL_FIELDS, LOSS_REASONS, MANAGERS, STAGES } from '../shop.ts';
import { contactBody, leadBody, leadDeletedBody, type AmoField } from '../wire/amocrm.ts';
import { fictionalPhone } from './fictional-phone.ts';
import { DAY, HOUR, type StoryWriter } from './story-writer.ts';

/** Who buys: a phone (E.164 without the plus), and the person's contact in the CRM. */
export interface Client {
  readonly phone: string;
  readonly contactId: string;
  /** The CRM has the contact already. */
  readonly isKnown: boolean;
}

export function newClient(writer: StoryWriter): Client {
  const serial = writer.serial();
  return { phone: fictionalPhone(serial), contactId: String(21_000_000 + serial), isKnown: false };
}

/**
 * A deal's life in amoCRM: won, lost, reopened, refunded or deleted.
 * @returns when it was won for good; null when it was not
 */
export function dealLife(writer: StoryWriter, client: Client, createdAt: number): number | null {
  const { random } = writer;
  const id = String(8_000_000 + writer.serial());
  const manager = random.pick(MANAGERS).amoUser;
  const price = random.int(18, 240) * 1000 + random.int(0, 9) * 100;
  let at = createdAt;
  let status: string = STAGES.first.id;
  const lead = { id, manager, createdAt };
  writer.hook(at, 'amocrm', '', leadBody('add', { ...lead, status, price: 0, updatedAt: at }));
  const contact = { id: client.contactId, phone: `+${client.phone}`, leadId: id, at: at + 2000 };
  writer.hook(contact.at, 'amocrm', '', contactBody(client.isKnown ? 'update' : 'add', contact));
  const turn = (next: { readonly id: string }, days: number, fields: readonly AmoField[] = []): void => {
    at += random.int(HOUR, days * DAY);
    const turned = { ...lead, status: next.id, oldStatus: status, price, updatedAt: at, fields };
    writer.hook(at, 'amocrm', '', leadBody('status', turned));
    status = next.id;
  };
  const lose = (days: number): void =>
    turn(STAGES.lost, days, [{ ...DEAL_FIELDS.reason, value: random.pick(LOSS_REASONS) }]);

  turn(STAGES.measure, 3);
  if (random.chance(0.05)) {
    writer.hook(at + DAY, 'amocrm', '', leadDeletedBody(id, status));
    return null;
  }
  if (!random.chance(0.62)) {
    lose(9);
    return null;
  }
  turn(STAGES.offer, 4);
  if (random.chance(0.35)) {
    lose(12);
    return null;
  }
  turn(STAGES.contract, 6);
  const costOfGoods = Math.round(price * (0.48 + random.next() * 0.14));
  turn(STAGES.won, 5, [{ ...DEAL_FIELDS.costOfGoods, value: String(costOfGoods) }]);
  const wonAt = at;
  const fate = random.next();
  if (fate < 0.04) {
    turn(STAGES.contract, 3);
    return null;
  }
  if (fate < 0.1) {
    writer.event(wonAt + random.int(1, 12) * DAY, {
      type: 'refund',
      id: `refund-${id}`,
      deal_id: `${writer.crmSource}/${id}`,
      amount: `${Math.round(price / 4)}.00`,
      currency: 'RUB',
    });
  }
  return wonAt;
}
