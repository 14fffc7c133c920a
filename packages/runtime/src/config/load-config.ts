import { readFileSync } from 'node:fs';
import type { ZodObject, z } from 'zod';
import { nearestName } from './nearest-name.ts';
import { plainIssue } from './plain-issue.ts';

export const CONFIG_PREFIX = 'THROUGHLINE_';

/** The environment cannot be used; `problems` has one English line for each reason. */
export class ConfigError extends Error {
  readonly code = 'bad_config';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a service's configuration: a schema's member `PORT` comes from `THROUGHLINE_PORT`, or from the file that
 * `THROUGHLINE_PORT_FILE` names (its last line break is cut off). An empty variable counts as absent.
 * @param known further names (without prefix) that other services in the environment read
 * @throws ConfigError for bad values, both forms at once, and names nobody reads (with the nearest name)
 */
export function loadConfig<Schema extends ZodObject>(
  schema: Schema,
  environment: Environment,
  known: readonly string[] = [],
): z.infer<Schema> {
  const names = Object.keys(schema.shape);
  const problems = unknownNames(environment, [...names, ...known]);
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = valueOf(name, environment, problems);
    if (value !== undefined && value !== '') values[name] = value;
  }
  const parsed = schema.safeParse(values, { error: plainIssue });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${CONFIG_PREFIX}${issue.path.join('.')}: ${issue.message}`);
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return parsed.data;
}

function valueOf(name: string, environment: Environment, problems: string[]): string | undefined {
  const direct = environment[CONFIG_PREFIX + name];
  const path = environment[`${CONFIG_PREFIX}${name}_FILE`];
  if (path === undefined || path === '') return direct;
  if (direct !== undefined && direct !== '') {
    problems.push(`${CONFIG_PREFIX}${name} and ${CONFIG_PREFIX}${name}_FILE are both set`);
    return direct;
  }
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    problems.push(`${CONFIG_PREFIX}${name}_FILE: ${error instanceof Error ? error.message : 'unreadable'}`);
    return undefined;
  }
}

function unknownNames(environment: Environment, known: readonly string[]): string[] {
  const allowed = new Set(known.flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith(CONFIG_PREFIX))
    .map((variable) => variable.slice(CONFIG_PREFIX.length))
    .filter((name) => !allowed.has(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      const hint = nearest === null ? '' : `; did you mean ${CONFIG_PREFIX}${nearest}?`;
      return `${CONFIG_PREFIX}${name} is not a known variable${hint}`;
    });
}
