/** A workspace made ready for reports: its rules compiled, its currency known. */
import { channelOf, compileCampaignRules, compileOriginRules, convert, currencyDigits } from '@throughline/domain';
import type { CampaignRules, OriginLookups } from '@throughline/domain';
import type { WorkspaceView } from './workspace-view.ts';

export interface ReportWorkspace extends Omit<WorkspaceView, 'campaignRules' | 'channelRules'> {
  /** Digits after the point of the currency. */
  readonly digits: number;
  readonly campaignRules: CampaignRules;
  /** Channel of a cost's source and medium: the same rules as for visits, so that both meet. */
  readonly channelOf: (source: string, medium: string) => string;
  /** Minor units of another currency on a date (`YYYY-MM-DD`) in the workspace's, half to even; null = no rate. */
  readonly convert: (minor: number, currency: string, date: string) => number | null;
}

export type SourceLookups = Pick<OriginLookups, 'kindOfSource'>;

export const reportWorkspace = (view: WorkspaceView, lookups: SourceLookups): ReportWorkspace => {
  const rules = compileOriginRules({ referrerExclusions: null, channelRules: view.channelRules });
  // A plain date is the same day in every zone; midnight of UTC stands for it.
  const exchange = { currency: view.currency, timeZone: 'UTC', rates: view.run.rates };
  return {
    id: view.id,
    timeZone: view.timeZone,
    currency: view.currency,
    run: view.run,
    runId: view.runId,
    digits: currencyDigits(view.currency),
    campaignRules: compileCampaignRules(view.campaignRules),
    sources: view.sources,
    channelOf: (source, medium) => channelOf(source, medium, rules, lookups),
    convert: (minor, currency, date) => convert({ minor, currency }, Date.parse(`${date}T00:00:00Z`), exchange),
  };
};
