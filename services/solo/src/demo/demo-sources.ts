import { CommandError, type InstanceClient } from '../commands/instance-client.ts';
import { AMO_ACCOUNT, DEAL_FIELDS, MANAGERS, MANGO, PIPELINE, STAGES } from './shop.ts';
import type { Hook } from './story/story.ts';

const SOURCES = {
  calltouch: { id: 'calltouch', name: 'Calltouch', settings: {} },
  mango: {
    id: 'mango-office',
    name: 'Mango Office',
    settings: {
      api_key: MANGO.apiKey,
      signing_key: MANGO.salt,
      managers: Object.fromEntries(MANAGERS.map(({ extension, name }) => [extension, name])),
    },
  },
  amocrm: {
    id: 'amocrm',
    name: 'amoCRM',
    settings: {
      account_id: AMO_ACCOUNT.id,
      managers: Object.fromEntries(MANAGERS.map(({ amoUser, name }) => [amoUser, name])),
      pipeline_map: { [PIPELINE.id]: PIPELINE.name },
      stage_map: Object.fromEntries(Object.values(STAGES).map(({ id, name }) => [id, name])),
      field_map: { [DEAL_FIELDS.costOfGoods.id]: 'cost_of_goods', [DEAL_FIELDS.reason.id]: 'reason' },
    },
  },
} as const satisfies Record<Hook['provider'], { id: string; name: string; settings: object }>;

/** Id of the source that has the deals. */
export const CRM_SOURCE = SOURCES.amocrm.id;

/** Where a provider of the demo posts to, at an instance that has its source. */
export const hookAddress = (client: Pick<InstanceClient, 'url'>, token: string, { provider, path }: Hook): string =>
  new URL(`/v1/hooks/${SOURCES[provider].id}/${token}${path}`, client.url).href;

/**
 * Makes the demo's sources; those that a former, interrupted play has made stay.
 * @param token secret of their addresses, in the marker of the demo's directory
 * @param completeFrom epoch milliseconds before which nothing happens in the story
 */
export async function ensureDemoSources(client: InstanceClient, token: string, completeFrom: number): Promise<void> {
  for (const [provider, { id, name, settings }] of Object.entries(SOURCES)) {
    const body = {
      ...{ provider, id, name, token, complete_from: new Date(completeFrom).toISOString() },
      settings: { time_zone: 'Europe/Moscow', country: 'RU', ...settings },
    };
    try {
      await client.request('/v1/sources', { method: 'POST', body });
    } catch (error) {
      if (!(
        error instanceof CommandError &&
        error.errors.every(({ code }) => code === 'taken') &&
        error.status === 422
      ))
        throw error;
    }
  }
}
