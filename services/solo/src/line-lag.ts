import type { PipelineStatus } from '@throughline/attribution';

/** How many records the line still has to bring into the reports; what webhooks must be translated first is not counted. */
export const lineLag =
  (pipeline: Pick<PipelineStatus, 'status'>): (() => Promise<number>) =>
  async () => {
    const { lag } = await pipeline.status();
    return lag.record + lag.attribute;
  };
