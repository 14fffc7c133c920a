import { z, type ZodObject } from 'zod';
import { CONFIG_PREFIX } from './load-config.ts';

interface Described {
  readonly description?: string;
  readonly default?: unknown;
}

/** The text of `.env.example`: every variable of a schema, commented out, with its description and default. */
export function envExample(schema: ZodObject): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const members = (json.properties ?? {}) as Record<string, Described>;
  return Object.entries(members)
    .map(([name, member]) => {
      const value =
        typeof member.default === 'string'
          ? member.default
          : member.default === undefined
            ? ''
            : JSON.stringify(member.default);
      return `# ${member.description ?? name}\n#${CONFIG_PREFIX}${name}=${value}\n`;
    })
    .join('\n');
}
