import type { z } from 'zod';
import { epochSchema, type Epoch } from './epoch.ts';
import { keySchema, type Key } from './key.ts';
import { sourceSchema, type Source } from './source.ts';
import { workspaceSchema, type Workspace } from './workspace.ts';

const KINDS = ['workspace', 'source', 'key', 'epoch'] as const;
export type Kind = (typeof KINDS)[number];

/** What the state gives for each kind. */
export interface SettingOf {
  readonly workspace: Workspace;
  readonly source: Source;
  readonly key: Key;
  readonly epoch: Epoch;
}
/** What is put for each kind: its value without the id; fields with a default may be left out. */
export interface ValueOf {
  readonly workspace: z.input<typeof workspaceSchema>;
  readonly source: z.input<typeof sourceSchema>;
  readonly key: z.input<typeof keySchema>;
  readonly epoch: z.input<typeof epochSchema>;
}

export const SCHEMAS = {
  workspace: workspaceSchema,
  source: sourceSchema,
  key: keySchema,
  epoch: epochSchema,
} as const;

export const isKind = (text: unknown): text is Kind => KINDS.some((kind) => kind === text);
