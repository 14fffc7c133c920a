import { isCountry } from '@throughline/lookups';
import { parseBy, type ProblemDetail } from '@throughline/runtime';
import { z } from 'zod';
import type { BoundProvider } from '../provider/bind-provider.ts';
import type { ProviderRole } from '../provider/provider.ts';
import { mayBeAsked } from '../api/may-be-asked.ts';
import type { ProviderRegistry } from '../provider/registry.ts';
import { statedInstant } from '../wire/stated-instant.ts';
import { COMMON_SETTINGS, outsideName, settingName } from './setting-names.ts';

/** A date is its midnight in the source's zone, and so is a time without an offset read. */
export const completeFrom = z
  .string()
  .refine((text) => statedInstant(text, 'UTC') !== null, 'a date, or a time as 2026-03-01T12:00:00+03:00');

/** Body of `POST /v1/sources`. */
export const sourceRequest = z.strictObject({
  provider: z.string(),
  name: z.string().trim().min(1).max(200),
  /** Chosen by the administrator, or made by us. */
  token: z
    .string()
    .regex(/^[\w.~-]{8,200}$/, '8 to 200 letters, digits and - . _ ~')
    .optional(),
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes')
    .optional(),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** From when on everything of it is sent here; absent: from now on. */
  complete_from: completeFrom.optional(),
});

/** What a request is checked against. */
export interface SourceRules {
  readonly providers: ProviderRegistry;
  /** Origins an API may have besides the providers' own hosts. */
  readonly allowedOrigins: readonly string[];
}

export type SourceRequest =
  | {
      readonly kind: 'read';
      readonly provider: BoundProvider;
      readonly role: ProviderRole;
      readonly name: string;
      readonly token: string | null;
      readonly id: string | null;
      /** As stated: its zone is not known yet. */
      readonly completeFrom: string | null;
      /** By their names in the code. */
      readonly settings: Record<string, unknown>;
    }
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemDetail[] };

/** Reads and checks the request of a new source, its settings by its provider's own schema. */
export function readSourceRequest(body: unknown, { providers, allowedOrigins }: SourceRules): SourceRequest {
  const parsed = parseBy(sourceRequest, body);
  if (parsed.kind === 'invalid') return parsed;
  const { name, token = null, id = null, complete_from: completeFrom = null } = parsed.value;
  const provider = providers.byName(parsed.value.provider);
  if (provider === null) {
    return invalid([
      { pointer: '/provider', code: 'unknown_provider', detail: `one of ${providers.names.join(', ')}` },
    ]);
  }
  const settings = settingsOf(parsed.value.settings);
  const errors = settingProblems(settings, provider, allowedOrigins);
  if (errors.length > 0) return invalid(errors);
  const opened = provider.open(settings);
  const role = opened.kind === 'open' ? opened.provider.role : provider.role;
  return { kind: 'read', provider, role, name, token, id, completeFrom, settings };
}

/** Settings by their names in the code. */
export function settingsOf(outside: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outside).map(([name, value]) => [settingName(name), value]));
}

/** What is wrong with settings, by their names in the code, of a source of a provider. */
export function settingProblems(
  settings: Record<string, unknown>,
  provider: BoundProvider,
  allowedOrigins: readonly string[],
): ProblemDetail[] {
  return [
    ...settingErrors(settings, provider),
    ...countryErrors(settings),
    ...addressErrors(settings, provider, allowedOrigins),
  ];
}

function settingErrors(settings: Record<string, unknown>, provider: BoundProvider): ProblemDetail[] {
  const allowed = [...new Set([...COMMON_SETTINGS, ...provider.settingNames])];
  const unknown = Object.keys(settings)
    .filter((name) => !allowed.includes(name))
    .map((name) => ({
      pointer: `/settings/${outsideName(name)}`,
      code: 'unknown_setting',
      detail: `one of ${allowed.map(outsideName).sort().join(', ')}`,
    }));
  const own = provider.open(settings);
  const issues = own.kind === 'bad_settings' ? own.issues : [];
  return [...unknown, ...issues.map(({ path, message }) => invalidAt(['settings', ...path], message))];
}

/** The settings know what a code looks like, and no list of countries; what is no text they tell themselves. */
function countryErrors({ country }: Record<string, unknown>): ProblemDetail[] {
  if (typeof country !== 'string' || isCountry(country)) return [];
  return [invalidAt(['settings', 'country'], 'no country of ISO 3166-1, such as RU')];
}

/** An address that could never be asked, or that holds a password, is not kept; one that is no address is told already. */
function addressErrors(
  settings: Record<string, unknown>,
  { api }: BoundProvider,
  allowedOrigins: readonly string[],
): ProblemDetail[] {
  const address = api === null ? null : settings[api.urlSetting];
  if (api === null || typeof address !== 'string' || !URL.canParse(address)) return [];
  if (mayBeAsked(new URL(address), api.hosts, allowedOrigins)) return [];
  const detail = 'must be https://<a host of the provider>, without user, password and port';
  return [invalidAt(['settings', api.urlSetting], detail)];
}

/** A problem at a path in the names of the code, told in those of the interface. */
export function invalidAt(path: readonly string[], message: string): ProblemDetail {
  const pointer = path.map((part, depth) => (depth === 1 && path[0] === 'settings' ? outsideName(part) : part));
  return { pointer: `/${pointer.join('/')}`, code: 'invalid', detail: message };
}

function invalid(errors: readonly ProblemDetail[]): SourceRequest {
  return { kind: 'invalid', errors };
}
