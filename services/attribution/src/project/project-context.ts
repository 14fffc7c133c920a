import { compileOriginRules, type ChannelRule, type OriginLookups, type OriginRules } from '@throughline/domain';
import { normalisePhone, originLookups } from '@throughline/lookups';
import { compileAddresses } from './own-addresses.ts';

/** What of a workspace's settings a projection depends on, as plain data. */
export interface ProjectSettings {
  /** 32 bytes: the key of event ids and of the nodes of phones and emails. */
  readonly hashKey: Uint8Array;
  /** ISO 3166; reads phones that came without a country. */
  readonly country: string;
  /** The workspace's own: IP addresses or networks (CIDR), phones, visitor ids. */
  readonly exclusions: {
    readonly addresses: readonly string[];
    readonly phones: readonly string[];
    readonly visitors: readonly string[];
  };
  readonly referrerExclusions: readonly string[] | null;
  readonly channelRules: readonly ChannelRule[];
}

/** Country and city of an address; null when unknown. Comes from a database the operator supplies; off by default. */
export type GeoLookup = (ip: string) => { readonly country: string | null; readonly city: string | null } | null;

/** Settings and lookups made ready to be asked for every event of a workspace. */
export interface ProjectContext {
  readonly hashKey: Uint8Array;
  readonly country: string;
  readonly rules: OriginRules;
  readonly lookups: OriginLookups;
  readonly geo: GeoLookup | null;
  isOwnAddress(ip: string): boolean;
  isOwnPhone(phone: string): boolean;
  isOwnVisitor(visitorId: string): boolean;
}

export function createProjectContext(settings: ProjectSettings, geo: GeoLookup | null = null): ProjectContext {
  const { hashKey, country, exclusions } = settings;
  const phones = new Set(exclusions.phones.map((phone) => normalisePhone(phone, country)));
  const visitors = new Set(exclusions.visitors);
  return {
    hashKey,
    country,
    rules: compileOriginRules(settings),
    lookups: originLookups,
    geo,
    isOwnAddress: compileAddresses(exclusions.addresses),
    isOwnPhone: (phone) => phones.has(phone),
    isOwnVisitor: (visitorId) => visitors.has(visitorId),
  };
}
