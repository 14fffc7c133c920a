/** Everything the query service is given; the composition root makes it. */
import type { Authenticator, OpenApiPart, Principal } from '@throughline/runtime';
import type { Warehouse } from '@throughline/warehouse';
import type { Deliveries } from '../health/deliveries.ts';
import type { CampaignMappings } from '../mapping/campaign-mappings.ts';
import type { AttributePersons } from '../attribution/attribute-persons.ts';
import type { SourceLookups } from '../request/report-workspace.ts';
import type { Workspaces } from '../request/workspace-view.ts';
import type { Sites } from './site-routes.ts';
import type { PipelineStatus } from '../status/pipeline-status.ts';

export interface QueryDeps {
  readonly warehouse: Warehouse;
  readonly authenticate: Authenticator;
  readonly workspaces: Workspaces;
  readonly status: PipelineStatus;
  /** Sites with the tracker. Default: none. */
  readonly sites?: Sites;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** What sources are known as; the same data that visits were recorded with. */
  readonly lookups?: SourceLookups;
  /** Attribution at query time; unless given, over the warehouse's facts. */
  readonly attribute?: AttributePersons;
  /** What only the log and the doors know of data sources; without it `data-health` tells the rest. */
  readonly deliveries?: Deliveries;
  /** Where campaign rules are kept; without it there are no routes to change them. */
  readonly mappings?: CampaignMappings;
  /** Who looks at the pages without a key: the demo on one's own machine. Default: nobody. */
  readonly guest?: Principal | null;
  /** Serves Confluent's Schema Registry API over the event schemas; of use where the log is Kafka. Default: no. */
  readonly schemaRegistry?: boolean;
  /** Rows that a sheet of a workbook holds; a spreadsheet's own limit unless given. */
  readonly mostSheetRows?: number;
  /** Version of the product, for `/openapi.json`. */
  readonly version?: string;
  /** What other services tell of their routes, for `/openapi.json` and `/docs`. */
  readonly openApiParts?: readonly OpenApiPart[];
}
