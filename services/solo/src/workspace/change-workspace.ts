import type { NormalisePhone } from '@throughline/domain';
import type { ProblemDetail } from '@throughline/runtime';
import type { ValueOf, Workspace } from '@throughline/settings';
import type { z } from 'zod';
import { workspaceRequest, type WorkspaceRequest } from './workspace-request.ts';

/** What is put: without the id and the key of ids, which stays for ever. */
export type WorkspaceValue = Omit<ValueOf['workspace'], 'hashKey'>;

export type ChangedWorkspace =
  | { readonly kind: 'changed' | 'same'; readonly value: WorkspaceValue }
  | { readonly kind: 'invalid'; readonly errors: readonly ProblemDetail[] };

/** In bytes of JSON: the setting is one record of the log, and a broker's greatest record is a megabyte. */
const LARGEST = 900_000;

/** The workspace after a `PATCH /v1/workspace`; phones are kept in E.164, of equal entries the first. */
export function changeWorkspace(workspace: Workspace, body: unknown, normalisePhone: NormalisePhone): ChangedWorkspace {
  const parsed = workspaceRequest.safeParse(body);
  if (!parsed.success) return { kind: 'invalid', errors: parsed.error.issues.flatMap(detailsOf) };
  const request = parsed.data;
  const { id: _id, hashKey: _hashKey, ...before } = workspace;
  const country = request.country ?? before.country;
  const phones = phonesOf(request, country, normalisePhone);
  const errors = [...phones.errors, ...rateErrors(request)];
  const value: WorkspaceValue = {
    ...before,
    timeZone: request.time_zone ?? before.timeZone,
    country,
    currency: request.currency ?? before.currency,
    rates: listOr(request.rates, before.rates),
    exclusions:
      request.exclusions === null
        ? {}
        : {
            addresses: unique(listOr(request.exclusions?.addresses, before.exclusions.addresses)),
            phones: unique(listOr(phones.list, before.exclusions.phones)),
            visitors: unique(listOr(request.exclusions?.visitors, before.exclusions.visitors)),
          },
    referrerExclusions: unique(listOr(request.referrer_exclusions, before.referrerExclusions)),
    channelRules: listOr(request.channel_rules, before.channelRules),
    run: request.run === null ? {} : runAfter(before.run, request.run ?? {}),
  };
  if (errors.length === 0 && Buffer.byteLength(JSON.stringify(value)) > LARGEST) {
    errors.push({ pointer: '', code: 'too_large', detail: `the settings take more than ${LARGEST} bytes` });
  }
  if (errors.length > 0) return { kind: 'invalid', errors };
  return { kind: JSON.stringify(value) === JSON.stringify(before) ? 'same' : 'changed', value };
}

/** Absent: as before; null: nothing, which is every list's default. */
const listOr = <Item>(list: readonly Item[] | null | undefined, before: readonly Item[]): Item[] => [
  ...(list === undefined ? before : (list ?? [])),
];
const unique = (list: readonly string[]): string[] => [...new Set(list)];

function phonesOf(
  { exclusions }: WorkspaceRequest,
  country: string,
  normalisePhone: NormalisePhone,
): { list: string[] | null | undefined; errors: ProblemDetail[] } {
  const errors: ProblemDetail[] = [];
  const list = exclusions?.phones?.map((phone, index) => {
    const number = normalisePhone(phone, country);
    if (number === null) {
      const detail = `no phone number in ${country}; with its country it begins with +`;
      errors.push({ pointer: `/exclusions/phones/${index}`, code: 'invalid', detail });
    }
    return number ?? phone;
  });
  return { list: exclusions?.phones === null ? null : list, errors };
}

/** Two rates of one day would make an amount a matter of luck. */
function rateErrors({ rates }: WorkspaceRequest): ProblemDetail[] {
  const seen = new Set<string>();
  return (rates ?? []).flatMap(({ currency, date }, index) => {
    const key = `${currency} ${date}`;
    const isSecond = seen.has(key);
    seen.add(key);
    return isSecond ? [{ pointer: `/rates/${index}`, code: 'duplicate', detail: `a second rate of ${key}` }] : [];
  });
}

type Run = Workspace['run'];

function runAfter(before: Run, given: NonNullable<WorkspaceRequest['run']>): Run {
  const changes: { [Name in keyof Run]-?: Run[Name] | null | undefined } = {
    lookbackDays: given.lookback_days,
    journeyEnd: given.journey_end,
    skewSeconds: given.skew_seconds,
    leadUniqueDays: given.lead_unique_days,
    hubLimits: given.hub_limits,
    halfLifeDays: given.half_life_days,
  };
  const merged = new Map<string, unknown>(Object.entries(before));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) merged.delete(name);
    else if (value !== undefined) merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** A member that is not known is told where it stands, not where it is missing. */
function detailsOf(issue: z.core.$ZodIssue): ProblemDetail[] {
  const at = (path: readonly PropertyKey[]): string => path.map((part) => `/${escaped(String(part))}`).join('');
  if (issue.code !== 'unrecognized_keys') return [{ pointer: at(issue.path), code: 'invalid', detail: issue.message }];
  return issue.keys.map((key) => ({ pointer: at([...issue.path, key]), code: 'unknown_setting', detail: UNKNOWN }));
}

const UNKNOWN = 'there is no such setting';
/** RFC 6901. */
const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
