import type { Logger } from '@throughline/runtime';
import type { Outcome } from './translated-records.ts';

/**
 * Tells what became of a request, under the id it was answered with: at `warn` when some of it was rejected, else at
 * `debug`. What was sent stands in the rejected record, never here.
 */
export function logOutcome(logger: Logger, { requestId, source, raw, events, ignored, ...rest }: Outcome): void {
  const { rejected, readBacks } = rest;
  const about = { requestId, source, raw };
  if (rejected !== null) {
    logger.warn(
      { ...about, reason: rejected.reason, parts: rejected.parts.length },
      'webhook rejected, whole or in part',
    );
  }
  if (!logger.isLevelEnabled('debug')) return;
  const said = {
    events: events.map(({ type, id }) => `${type} ${id}`),
    ignored: ignored.map(({ reason }) => reason),
    readBacks: readBacks.map(({ entity, id }) => `${entity} ${id}`),
  };
  logger.debug({ ...about, ...said }, 'webhook translated');
}
