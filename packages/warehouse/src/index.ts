export { openDatabases, type Databases } from './databases.ts';
export { createWarehouse } from './create-warehouse.ts';
export type { OwnWarehouse, SelectOptions, Warehouse, WarehouseConfig } from './warehouse.ts';
export { callsOver } from './lent/calls-over.ts';
export { received, sent, type Sent } from './lent/sent-error.ts';
export type { Lane } from './engine/engine.ts';
export type { Statement, StatementObserver } from './engine/observe-engine.ts';
export type { MigrationResult, MigrationState } from './migrate/migrate.ts';
export {
  MigrationError,
  QueryError,
  QueryLimitError,
  WarehouseClosedError,
  WarehouseError,
  WarehouseLockedError,
  WarehouseOpenError,
  WarehouseUnavailableError,
} from './errors.ts';
export type { UnavailableReason } from './errors.ts';
export { bytes, bytesList, date, instant, join, list, sql, Sql } from './sql/sql.ts';
export { id, identifiers } from './sql/identifier.ts';
export type { Scalar } from './sql/literal.ts';
export { tables } from './table/tables.ts';
export type { TableName, TableRow } from './table/tables.ts';
export type { RowOf } from './table/define-table.ts';
export type { LogPosition } from './table/position.ts';
export { conversionRow } from './table/conversion.ts';
export type { ConversionRow } from './table/conversion.ts';
export { costRow } from './table/cost.ts';
export type { CostRow } from './table/cost.ts';
export { factByNodeRows, lineKey } from './table/fact-by-node.ts';
export type { FactByNodeRow } from './table/fact-by-node.ts';
export { factRow } from './table/fact.ts';
export type { BodyFact, FactRow } from './table/fact.ts';
export { pageRow } from './table/page-view.ts';
export type { PageContent, PageViewRow } from './table/page-view.ts';
export { visitByKeyRows } from './table/visit-by-key.ts';
export type { VisitByKeyRow } from './table/visit-by-key.ts';
export { visitByVisitorRow } from './table/visit-by-visitor.ts';
export type { VisitByVisitorRow } from './table/visit-by-visitor.ts';
export { visitKey, visitRow } from './table/visit.ts';
export type { VisitRow } from './table/visit.ts';
export { createFactReader } from './read/fact-reader.ts';
export type { FactReader } from './read/fact-reader.ts';
export type { FactOptions, StoredFacts } from './read/stored-facts.ts';
export { visitsInRange, visitWeightsInRange } from './read/visits-in-range.ts';
export type { VisitsInRange } from './read/visits-in-range.ts';
export { costWinners } from './read/cost-winners.ts';
export type { CostRange } from './read/cost-winners.ts';
export { factWinners } from './read/fact-winners.ts';
export type { FactRange } from './read/fact-winners.ts';
export { conversions } from './read/conversions.ts';
export { hasVisitConflicts, noteAllVisitConflicts, recordVisitConflicts } from './read/visit-conflicts.ts';
export type { InsertedVisit } from './read/visit-conflicts.ts';
export { insertVisits, recordVisits } from './record-visits.ts';
export { startClickHouseFront } from './front/clickhouse-front.ts';
export type { ClickHouseFront, FrontOptions } from './front/clickhouse-front.ts';
export type { FrontUser } from './front/authenticate.ts';
export { READ_ONLY_LIMITS } from './front/run-read-only.ts';
export type { ReadOnlyLimits } from './front/run-read-only.ts';
export { readPersonFacts, readPersons } from './read/read-persons.ts';
export { differingConversions } from './read/differing-conversions.ts';
