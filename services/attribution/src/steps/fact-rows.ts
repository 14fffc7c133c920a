import { linesOf, nodesOf } from '@throughline/domain';
import {
  costRow,
  factByNodeRows,
  factRow,
  insertVisits,
  pageRow,
  visitRow,
  type LogPosition,
  type TableRow,
  type Warehouse,
} from '@throughline/warehouse';
import type { Projection } from '../project/project.ts';

/** Rows of one workspace's batch, by table. */
export class FactRows {
  readonly visits: TableRow<'visit'>[] = [];
  private readonly facts: TableRow<'fact'>[] = [];
  private readonly nodes: TableRow<'fact_by_node'>[] = [];
  private readonly costs: TableRow<'cost'>[] = [];
  private readonly pages: TableRow<'page_view'>[] = [];
  private readonly workspace: string;

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  add(fact: Projection, position: LogPosition): void {
    const { workspace } = this;
    switch (fact.type) {
      case 'visit':
        this.visits.push(visitRow(workspace, fact, position));
        return;
      case 'page':
        this.pages.push(pageRow(workspace, fact, position));
        return;
      case 'cost':
        this.costs.push(costRow(workspace, fact, position));
        return;
      default:
        this.facts.push(factRow(workspace, fact, position));
        this.nodes.push(...factByNodeRows(workspace, fact, nodesOf(fact), linesOf(fact)));
    }
  }

  /**
   * Side by side: each insert is mostly the engine's fixed cost. A reader that finds a name without its fact, or the other
   * way round, sees nothing of it, and is due again with this batch.
   */
  async insert(warehouse: Warehouse): Promise<void> {
    await Promise.all([
      insertVisits(warehouse, this.visits),
      warehouse.insert('fact_by_node', this.nodes),
      warehouse.insert('fact', this.facts),
      warehouse.insert('cost', this.costs),
      warehouse.insert('page_view', this.pages),
    ]);
  }
}
