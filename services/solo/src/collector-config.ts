import type { IngestWebDeps } from '@throughline/ingest-web';
import type { SoloConfig } from './config.ts';

/** What the configuration says of the public collector. */
export const collectorConfig = (
  config: Pick<SoloConfig, 'PUBLIC_URL' | 'COLLECT_PER_ADDRESS' | 'COLLECT_PER_VISITOR'>,
): Pick<IngestWebDeps, 'publicUrl' | 'beaconRates'> => ({
  publicUrl: config.PUBLIC_URL ?? null,
  beaconRates: { perAddress: config.COLLECT_PER_ADDRESS, perVisitor: config.COLLECT_PER_VISITOR },
});
