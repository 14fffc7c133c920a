import type { Express, Request } from 'express';
import { encodePosition, positionAfter, TOPICS, type WebhookRequest } from '@throughline/events';
import { baseUrlOf, BODY_LIMITS, type Logger, problem, readBody, requestIdOf, sendJson } from '@throughline/runtime';
import type { ProviderRegistry } from '../provider/registry.ts';
import type { SourceSetup } from '../source/source-setup.ts';
import type { WebhookMetrics } from '../webhook-metrics.ts';
import { allowedHeaders } from './allowed-headers.ts';
import type { Receiver } from './receive.ts';

export interface HookRouteDeps {
  readonly receiver: Receiver;
  readonly providers: ProviderRegistry;
  readonly logger: Logger;
  readonly counts: Pick<WebhookMetrics, 'request'>;
  readonly now: () => number;
  /** How providers reach this service; null = as their request says. */
  readonly publicUrl: string | null;
}

const LONGEST_WAIT_MS = 10_000;
const ADDRESS = /^\/v1\/hooks\/([^/?]+)\/([^/?]+)(\/[^?]*)?(?:\?(.*))?$/s;

/** `ANY /v1/hooks/{source}/{token}[/...]`: the provider's request, durable before 202. */
export function hookRoutes(app: Express, deps: HookRouteDeps): void {
  const { receiver, providers, logger, counts, now, publicUrl } = deps;
  // A regular expression instead of a pattern: what follows the token must reach the provider as it was sent.
  app.all(/^\/v1\/hooks\//, async (request, response) => {
    const receivedAt = now();
    const requestId = requestIdOf(request);
    const [, sourceId, token, rest = '', query = ''] = ADDRESS.exec(request.originalUrl) ?? [];
    const setup = await receiver.find(decoded(sourceId), decoded(token));
    if (setup === null) {
      counts.request('unknown_address');
      throw problem(404, 'hook_unknown', 'There is no webhook at this address.');
    }
    const body = await readBody(request, BODY_LIMITS.webhook);
    const headers = allowedHeaders(request.headers, providers.byName(setup.source.provider));
    const webhook: WebhookRequest = { method: request.method, rest, query, headers, body, receivedAt };
    const receipt = await receiver.receive(setup, webhook, requestId, addressOf(request, setup, webhook, publicUrl));
    counts.request(receipt.kind === 'accepted' ? 'kept' : receipt.kind);
    switch (receipt.kind) {
      case 'wrong_signature':
        logger.warn({ requestId, source: setup.source.id }, 'webhook refused: the signature does not match');
        throw problem(401, 'signature_wrong', 'The signature does not match.');
      case 'unavailable':
        throw problem(503, 'log_unavailable', 'Nothing was stored; send it again.', [], { 'Retry-After': '5' });
      case 'accepted': {
        logger.debug({ requestId, source: setup.source.id }, 'webhook kept');
        if (receipt.answer !== null) {
          response.setHeader('X-Request-Id', requestId);
          response.status(200).type(receipt.answer.contentType).send(receipt.answer.body);
          return;
        }
        const position = await receipt.kept.position(preferredWaitMs(request));
        const known = position === null ? {} : { position: encodePosition(positionAfter(TOPICS.raw, [position])) };
        sendJson(request, response, 202, JSON.stringify({ accepted: 1, ...known }));
      }
    }
  });
}

/** `Prefer: wait=<seconds>` (RFC 7240) of a sender that wants the position, which need not be there yet; 0 without. */
function preferredWaitMs(request: Request): number {
  const [, seconds = '0'] = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})/i.exec(request.get('prefer') ?? '') ?? [];
  return Math.min(Number(seconds) * 1_000, LONGEST_WAIT_MS);
}

/**
 * The URL as the provider called it. Behind a proxy that changes the path the source's own `hook_url` says it; headers
 * of a proxy are not believed, so the scheme and host are those of the public URL.
 */
function addressOf(
  request: Request,
  { source }: SourceSetup,
  { rest, query }: WebhookRequest,
  publicUrl: string | null,
): string {
  const { hookUrl } = source.settings;
  if (hookUrl !== undefined) return `${hookUrl}${rest}${query === '' ? '' : `?${query}`}`;
  return baseUrlOf(request, publicUrl) + request.originalUrl;
}

/** A part of the path; `''`, which no source has, when it is not well encoded. */
function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return '';
  }
}
