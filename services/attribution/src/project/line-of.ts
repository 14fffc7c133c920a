import { e164 } from './person-nodes.ts';
import type { ProjectContext } from './project-context.ts';

/** Our own number as calls and assignments compare it: E.164 when possible, else as sent (short and internal numbers). */
export const lineOf = (line: string, { country }: ProjectContext): string => e164(line, country) ?? line.trim();
