import type { Event, WebhookRequest } from '@throughline/events';
import { plainIssue } from '@throughline/runtime';
import type { Answer, Provider, ProviderRole, TranslationContext, Verification } from './provider.ts';
import {
  listRequestOf,
  type ListAnswer,
  type ListQuestion,
  type ListRange,
  type ListRequest,
  type ListStep,
} from './list-port.ts';
import { rejected, type ThinStatement, type Translation } from './translation.ts';
import type { Tree } from '../wire/tree.ts';

/** A provider whose settings only it knows: the rest of the service hands them over unread. */
export interface BoundProvider {
  readonly name: string;
  readonly role: ProviderRole;
  readonly revision: number;
  readonly headers: readonly string[];
  /** Names of the settings it reads, as in the code. */
  readonly settingNames: readonly string[];
  /** Which setting is the address of its API, and the hosts that may have; null when there is nothing to ask. */
  readonly api: { readonly urlSetting: string; readonly hosts: RegExp } | null;
  /** Whether it has a list API that we know, and whether what it has is compared every hour. */
  readonly lists: { readonly reconciled: boolean } | null;
  /** The provider as one source has set it up, or what is wrong with the settings. */
  open(
    settings: unknown,
  ): { kind: 'open'; provider: OpenProvider } | { kind: 'bad_settings'; issues: readonly Issue[] };
}

export interface Issue {
  readonly path: readonly string[];
  readonly message: string;
}

type Context = Omit<TranslationContext<unknown>, 'settings'>;

export interface OpenProvider {
  readonly role: ProviderRole;
  verify(request: WebhookRequest, address: string): Verification;
  answer(request: WebhookRequest): Answer | null;
  translate(request: WebhookRequest, context: Context): Translation;
  /** Null when the provider has nothing to ask, or the source no access to its API. */
  readonly readBack: OpenReadBack | null;
  /** Null when the provider has no list API, or the source no access to it. */
  readonly lists: OpenLists | null;
}

/** Where an API is asked, and how often it may be. */
export interface OpenApi {
  readonly baseUrl: string;
  /** The header of that name, for an API that takes one. */
  readonly authorization: string | null;
  readonly hosts: RegExp;
  readonly intervalMs: number;
}

export interface OpenLists extends OpenApi {
  first(range: ListRange): readonly ListRequest[];
  question(request: ListRequest): ListQuestion;
  judge(request: ListRequest, answer: ListAnswer): ListStep | null;
  smaller(request: ListRequest): ListRequest | null;
}

export interface OpenReadBack extends OpenApi {
  path(entity: string, id: string): string;
  isGone(status: number, body: Tree): boolean;
  translate(
    request: { entity: string; id: string; thin: ThinStatement | null },
    found: Tree,
    context: Context,
  ): Translation;
}

export function bindProvider<Settings>(provider: Provider<Settings>): BoundProvider {
  const { name, role, revision, headers = [] } = provider;
  return {
    name,
    role,
    revision,
    headers,
    settingNames: Object.keys(provider.settingsSchema.shape),
    api: provider.readBack ?? provider.lists ?? null,
    lists: provider.lists ?? null,
    open(sent) {
      const parsed = provider.settingsSchema.safeParse(sent ?? {}, { error: plainIssue });
      if (parsed.success) return { kind: 'open', provider: opened(provider, parsed.data) };
      const issues = parsed.error.issues.map((issue) => ({ path: issue.path.map(String), message: issue.message }));
      return { kind: 'bad_settings', issues };
    },
  };
}

function opened<Settings>(provider: Provider<Settings>, settings: Settings): OpenProvider {
  return {
    role: provider.roleOf?.(settings) ?? provider.role,
    verify: (request, address) => provider.verify?.(request, settings, address) ?? { kind: 'ok' },
    answer: (request) => provider.answer?.(request, settings) ?? null,
    translate: (request, context) =>
      request.listed === undefined
        ? provider.translate(request, { ...context, settings })
        : translateListed(provider, request, { ...context, settings }),
    readBack: openReadBack(provider, settings),
    lists: openLists(provider, settings),
  };
}

/** A page of a list; its events say that no webhook brought them. */
function translateListed<Settings>(
  { lists }: Provider<Settings>,
  request: WebhookRequest,
  context: TranslationContext<Settings>,
): Translation {
  if (lists === undefined) return rejected('unknown_event', 'a page of a list that is not known');
  const translation = lists.translate(listRequestOf(request), request.body, context);
  return translation.kind === 'rejected' ? translation : { ...translation, events: translation.events.map(asListed) };
}

/** The same whatever the list was read for: a second reading says the same again. */
function asListed<E extends Event>(event: E): E {
  const extra = event.extra === null ? {} : (JSON.parse(event.extra) as object);
  return { ...event, extra: JSON.stringify({ ...extra, listed: 'yes' }) };
}

function openLists<Settings>({ lists }: Provider<Settings>, settings: Settings): OpenLists | null {
  const access = lists?.access(settings) ?? null;
  if (lists === undefined || access === null) return null;
  return {
    ...access,
    hosts: lists.hosts,
    intervalMs: lists.intervalMs,
    first: (range) => lists.first(range, settings),
    question: (request) => lists.question(request, settings),
    judge: (request, answer) => lists.judge(request, answer, settings),
    smaller: (request) => lists.smaller?.(request) ?? null,
  };
}

function openReadBack<Settings>(provider: Provider<Settings>, settings: Settings): OpenReadBack | null {
  const port = provider.readBack;
  const access = port?.access(settings) ?? null;
  if (port === undefined || access === null) return null;
  return {
    ...access,
    hosts: port.hosts,
    intervalMs: port.intervalMs,
    path: (entity, id) => port.path(entity, id, settings),
    isGone: (status, body) => port.isGone?.(status, body) ?? status === 404,
    translate: (request, found, context) => port.translate(request, found, { ...context, settings }),
  };
}
