/** Shapes a request's body may have, as lists of their members: enough to begin with; the document has the rest. */
import type { JsonSchema, OpenApiOperation } from '@throughline/runtime';
import type { OpenApiDocument } from '../openapi/open-api-document.ts';

export interface BodyShape {
  /** Its `type` where that is fixed, else the name in the document, else empty. */
  readonly name: string;
  /** `visitor_id*`: the star says it is required. */
  readonly members: readonly string[];
}

const REFERENCE = '#/components/schemas/';

/** Every shape once: an object, the items of its lists, the alternatives of a choice. */
export const bodyShapes = ({ requestBody }: OpenApiOperation, document: OpenApiDocument): readonly BodyShape[] => {
  const shapes = new Map<string, BodyShape>();
  const visit = (schema: JsonSchema, name = ''): void => {
    const reference = schema['$ref'];
    if (typeof reference === 'string') {
      const referred = reference.slice(REFERENCE.length);
      visit(document.components.schemas[referred] ?? {}, referred);
    }
    for (const one of listOf(schema['anyOf'] ?? schema['oneOf'])) visit(one);
    const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>);
    if (properties.length === 0) return;
    const required = (schema['required'] ?? []) as readonly string[];
    const fixed = properties.find(([member]) => member === 'type')?.[1]['const'];
    const members = properties.map(([member]) => (required.includes(member) ? `${member}*` : member));
    const shape = { name: typeof fixed === 'string' ? fixed : name, members };
    shapes.set(JSON.stringify(shape), shape);
    for (const [, { items }] of properties) if (isReference(items)) visit(items);
  };
  for (const { schema } of Object.values(requestBody?.content ?? {})) visit(schema);
  return [...shapes.values()];
};

const listOf = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? (value as JsonSchema[]) : []);
const isReference = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && '$ref' in value;
