import type { ApiFailure, ApiTrouble } from './call-api.ts';

/** How the API of a source answers, as this process has seen it since it started. */
export type ApiHealth =
  | { readonly state: 'unknown' }
  | { readonly state: 'healthy' }
  | {
      readonly state: 'unhealthy';
      readonly trouble: SeenTrouble;
      readonly detail: string;
      /** Epoch milliseconds. */
      readonly since: number;
    };
export type SeenTrouble = Exclude<ApiTrouble, 'resting'>;

export interface ApiHealthBook {
  /** An answer after all tries on the spot; what was not asked says nothing. */
  record(source: string, answer: { readonly kind: string }): void;
  of(source: string): ApiHealth;
  /** The access was changed: nothing is known any more. */
  forget(source: string): void;
  /** How many sources are unhealthy, by why. */
  count(): ReadonlyMap<SeenTrouble, number>;
}

export interface ApiHealthDeps {
  readonly now: () => number;
  /** Once an outage. */
  readonly onUnhealthy: (source: string, health: ApiHealth & { readonly state: 'unhealthy' }) => void;
  readonly onHealthy: (source: string) => void;
}

/** Failures in a row that make a source unhealthy where one may be chance; a refusal or a page for people is none. */
const CHANCE: Readonly<Record<SeenTrouble, number>> = {
  refused: 1,
  not_an_api: 1,
  no_access: 1,
  not_given: 1,
  limited: 3,
  unavailable: 3,
};

export function createApiHealthBook({ now, onUnhealthy, onHealthy }: ApiHealthDeps): ApiHealthBook {
  const known = new Map<string, ApiHealth>();
  const failures = new Map<string, { count: number; since: number }>();

  function failed(source: string, { trouble, detail }: ApiFailure): void {
    if (trouble === 'resting') return;
    const before = failures.get(source) ?? { count: 0, since: now() };
    const row = { count: before.count + 1, since: before.since };
    failures.set(source, row);
    const last = known.get(source);
    if (last?.state === 'unhealthy' ? last.trouble === trouble : row.count < CHANCE[trouble]) return;
    const health = { state: 'unhealthy', trouble, detail, since: row.since } as const;
    known.set(source, health);
    if (last?.state !== 'unhealthy') onUnhealthy(source, health);
  }

  return {
    record(source, answer) {
      if (isFailure(answer)) {
        failed(source, answer);
        return;
      }
      const wasUnhealthy = known.get(source)?.state === 'unhealthy';
      failures.delete(source);
      known.set(source, { state: 'healthy' });
      if (wasUnhealthy) onHealthy(source);
    },
    of: (source) => known.get(source) ?? { state: 'unknown' },
    forget(source) {
      failures.delete(source);
      known.delete(source);
    },
    count() {
      const counts = new Map<SeenTrouble, number>();
      for (const health of known.values()) {
        if (health.state === 'unhealthy') counts.set(health.trouble, (counts.get(health.trouble) ?? 0) + 1);
      }
      return counts;
    },
  };
}

const isFailure = (answer: { readonly kind: string }): answer is ApiFailure => answer.kind === 'failed';
