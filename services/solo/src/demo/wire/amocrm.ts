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
    '[pipeline_id]': PIPELINE,
    '[account_id]': AMO_ACCOUNT.id,
    '[date_create]': seconds(lead.createdAt),
    '[created_at]': seconds(lead.createdAt),
    '[last_modified]': seconds(lead.updatedAt),
    '[updated_at]': seconds(lead.updatedAt),
  });
}

export const leadDeletedBody = (id: string, status: string): string =>
  body('leads[delete]', { '[id]': id, '[status_id]': status, '[pipeline_id]': PIPELINE });

export interface AmoContact {
  readonly id: string;
  readonly phone: string;
  readonly email?: string;
  readonly leadId: string;
  readonly at: number;
}

export function contactBody(contact: AmoContact): string {
  return body('contacts[add]', {
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
    ...(contact.email === undefined
      ? {}
      : {
          '[custom_fields][1][id]': '1119102',
          '[custom_fields][1][name]': 'Email',
          '[custom_fields][1][code]': 'EMAIL',
          '[custom_fields][1][values][0][value]': contact.email,
        }),
  });
}
