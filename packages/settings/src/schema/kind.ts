import type { z } from 'zod';
import { completenessSchema, type Completeness } from './completeness.ts';
import { epochSchema, type Epoch } from './epoch.ts';
import { keySchema, type Key } from './key.ts';
import { sourceSchema, type Source } from './source.ts';
import { warehouseSchema, type WarehousePlace } from './warehouse.ts';
import { workspaceSchema, type Workspace } from './workspace.ts';

const KINDS = ['workspace', 'source', 'key', 'epoch', 'completeness', 'warehouse'] as const;
export type Kind = (typeof KINDS)[number];

/** What the state gives for each kind. */
export interface SettingOf {
  readonly workspace: Workspace;
  readonly source: Source;
  readonly key: Key;
  readonly epoch: Epoch;
  readonly completeness: Completeness;
  readonly warehouse: WarehousePlace;
}
/** What is put for each kind: its value without the id; fields with a default may be left out. */
export interface ValueOf {
  readonly workspace: z.input<typeof workspaceSchema>;
  readonly source: z.input<typeof sourceSchema>;
  readonly key: z.input<typeof keySchema>;
  readonly epoch: z.input<typeof epochSchema>;
  readonly completeness: z.input<typeof completenessSchema>;
  readonly warehouse: z.input<typeof warehouseSchema>;
}

export const SCHEMAS = {
  workspace: workspaceSchema,
  source: sourceSchema,
  key: keySchema,
  epoch: epochSchema,
  completeness: completenessSchema,
  warehouse: warehouseSchema,
} as const;

export const isKind = (text: unknown): text is Kind => KINDS.some((kind) => kind === text);
