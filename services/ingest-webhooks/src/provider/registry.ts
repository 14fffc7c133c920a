import { lookUp } from './look-up.ts';
import { bindProvider, type BoundProvider } from './bind-provider.ts';
import { amocrm } from '../providers/amocrm.ts';
import { bitrix24 } from '../providers/bitrix24.ts';
import { callrail } from '../providers/callrail.ts';
import { calltouch } from '../providers/calltouch.ts';
import { generic } from '../providers/generic.ts';
import { hubspot } from '../providers/hubspot.ts';
import { mangoOffice } from '../providers/mango-office.ts';
import { twilio } from '../providers/twilio.ts';
import { uisComagic } from '../providers/uis-comagic.ts';

export interface ProviderRegistry {
  byName(name: string): BoundProvider | null;
  readonly names: readonly string[];
}

/** Adding a provider: one file in `providers/`, its samples in `fixtures/`, one line here. */
export const PROVIDERS: readonly BoundProvider[] = [
  bindProvider(amocrm),
  bindProvider(bitrix24),
  bindProvider(callrail),
  bindProvider(calltouch),
  bindProvider(generic),
  bindProvider(hubspot),
  bindProvider(mangoOffice),
  bindProvider(twilio),
  bindProvider(uisComagic),
];

/** Other names people use for a provider. */
const ALIASES: Readonly<Record<string, string>> = {
  mango: 'mango-office',
  amo: 'amocrm',
  kommo: 'amocrm',
  uis: 'uis-comagic',
  comagic: 'uis-comagic',
  callgear: 'uis-comagic',
  bitrix: 'bitrix24',
};

export function createProviderRegistry(providers: readonly BoundProvider[] = PROVIDERS): ProviderRegistry {
  const byName = new Map(providers.map((provider) => [provider.name, provider]));
  return {
    byName: (name) => byName.get(name) ?? byName.get(lookUp(ALIASES, name) ?? '') ?? null,
    names: [...byName.keys()].sort(),
  };
}
