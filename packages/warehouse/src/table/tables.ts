import { conversion } from './conversion.ts';
import { cost } from './cost.ts';
import type { RowOf } from './define-table.ts';
import { factByNode } from './fact-by-node.ts';
import { fact } from './fact.ts';
import { pageView } from './page-view.ts';
import { visitByKey } from './visit-by-key.ts';
import { visitByVisitor } from './visit-by-visitor.ts';
import { visitConflict } from './visit-conflict.ts';
import { visit } from './visit.ts';
import { warehouseMeta } from './warehouse-meta.ts';

/** Every table that rows are inserted into, by name. */
export const tables = {
  fact,
  fact_by_node: factByNode,
  visit,
  visit_by_visitor: visitByVisitor,
  visit_by_key: visitByKey,
  visit_conflict: visitConflict,
  page_view: pageView,
  cost,
  conversion,
  warehouse_meta: warehouseMeta,
} as const;

export type TableName = keyof typeof tables;
export type TableRow<Name extends TableName> = RowOf<(typeof tables)[Name]>;
