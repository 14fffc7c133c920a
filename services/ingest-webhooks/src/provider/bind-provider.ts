import type { WebhookRequest } from '@throughline/events';
import type { Answer, Provider, ProviderRole, TranslationContext, Verification } from './provider.ts';
import type { ThinStatement, Translation } from './translation.ts';
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
}

export interface OpenReadBack {
  readonly baseUrl: string;
  readonly token: string | null;
  readonly hosts: RegExp;
  readonly intervalMs: number;
  path(entity: string, id: string): string;
  isGone(status: number, body: Tree): boolean;
  translate(
    request: { entity: string; id: string; thin: ThinStatement | null },
    found: Tree,
    context: Context,
  ): Translation;
}

export function bindProvider<Settings>(provider: Provider<Settings>): BoundProvider {
  const { name, role, revision, headers } = provider;
  return {
    name,
    role,
    revision,
    headers,
    settingNames: Object.keys(provider.settingsSchema.shape),
    api: provider.readBack ?? null,
    open(sent) {
      const parsed = provider.settingsSchema.safeParse(sent ?? {});
      if (parsed.success) return { kind: 'open', provider: opened(provider, parsed.data) };
      const issues = parsed.error.issues.map((issue) => ({ path: issue.path.map(String), message: issue.message }));
      return { kind: 'bad_settings', issues };
    },
  };
}

function opened<Settings>(provider: Provider<Settings>, settings: Settings): OpenProvider {
  return {
    role: provider.roleOf?.(settings) ?? provider.role,
    verify: (request, address) => provider.verify(request, settings, address),
    answer: (request) => provider.answer?.(request, settings) ?? null,
    translate: (request, context) => provider.translate(request, { ...context, settings }),
    readBack: openReadBack(provider, settings),
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
