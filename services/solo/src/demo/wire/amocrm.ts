import { AMO_ACCOUNT, PIPELINE } from '../shop.ts';

/** amoCRM's account webhooks: form fields with PHP brackets, every value a string, unix seconds. */
type Fields = Readonly<Record<string, string>>;

const account: Fields = {
  'account[subdomain]': AMO_ACCOUNT.subdomain,
  'account[id]': AMO_ACCOUNT.id,
  'account[_links][self]': `https://${AMO_ACCOUNT.subdomain}.amocrm.ru`,
};

const body = (prefix: string, fields: Fields): string =>
  new URLSearchParams({
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}[0]${name}`, value])),
    ...account,
  }).toString();

export interface AmoLead {
  readonly id: string;
  readonly status: string;
  readonly oldStatus?: string;
  readonly price: number;
  readonly manager: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly fields?: readonly AmoField[];
}

/** A custom field of the account, with its value. */
export interface AmoField {
  readonly id: string;
  readonly name: string;
  readonly value: string;
}

const seconds = (at: number): string => String(Math.floor(at / 1000));

export function leadBody(action: 'add' | 'update' | 'status' | 'restore', lead: AmoLead): string {
  return body(`leads[${action}]`, {
    '[id]': lead.id,
    '[name]': `Сделка #${lead.id}`,
    '[status_id]': lead.status,
    ...(lead.oldStatus === undefined ? {} : { '[old_status_id]': lead.oldStatus }),
    '[price]': String(lead.price),
    '[responsible_user_id]': lead.manager,
    '[pipeline_id]': PIPELINE.id,
    '[account_id]': AMO_ACCOUNT.id,
    '[date_create]': seconds(lead.createdAt),
    '[created_at]': seconds(lead.createdAt),
    '[last_modified]': seconds(lead.updatedAt),
    '[updated_at]': seconds(lead.updatedAt),
    ...Object.fromEntries((lead.fields ?? []).flatMap(customField)),
  });
}

const customField = ({ id, name, value }: AmoField, index: number): [string, string][] => [
  [`[custom_fields][${index}][id]`, id],
  [`[custom_fields][${index}][name]`, name],
  [`[custom_fields][${index}][values][0][value]`, value],
];

export const leadDeletedBody = (id: string, status: string): string =>
  body('leads[delete]', { '[id]': id, '[status_id]': status, '[pipeline_id]': PIPELINE.id });

export interface AmoContact {
  readonly id: string;
  readonly phone: string;
  readonly leadId: string;
  readonly at: number;
}

export function contactBody(action: 'add' | 'update', contact: AmoContact): string {
  return body(`contacts[${action}]`, {
    '[id]': contact.id,
    '[name]': `Клиент ${contact.id}`,
    '[type]': 'contact',
    '[date_create]': seconds(contact.at),
    '[created_at]': seconds(contact.at),
    '[last_modified]': seconds(contact.at),
    '[updated_at]': seconds(contact.at),
    [`[linked_leads_id][${contact.leadId}][ID]`]: contact.leadId,
    '[custom_fields][0][id]': '1119101',
    '[custom_fields][0][name]': 'Телефон',
    '[custom_fields][0][code]': 'PHONE',
    '[custom_fields][0][values][0][value]': contact.phone,
  });
}
