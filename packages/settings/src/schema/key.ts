import { z } from 'zod';
import { sha256Hex } from './formats.ts';

export const SCOPES = ['ingest', 'read', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];
/** In `workspaces`: every workspace, those made later too. */
export const ALL_WORKSPACES = '*';

/** A key of the HTTP interface. Only its hash is kept. */
export const keySchema = z.strictObject({
  name: z.string().min(1).max(200),
  hash: sha256Hex,
  scopes: z.array(z.enum(SCOPES)).min(1),
  workspaces: z.array(z.string().min(1)).min(1),
});

export interface Key extends z.output<typeof keySchema> {
  readonly id: string;
}
