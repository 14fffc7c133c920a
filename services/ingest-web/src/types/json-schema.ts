import type { EventFields } from './field.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON schema (2020-12) of one type of event or of a cost row, from the table that also reads it. */
export function jsonSchemaOf(table: EventFields): JsonSchema {
  const cost = table.type === 'cost';
  const properties: Record<string, JsonSchema> = cost ? {} : { type: { const: table.type } };
  properties['id'] = { type: ['string', 'integer'], description: "The sender's unique id." };
  if (!cost) properties['at'] = { type: 'string', format: 'date-time', description: 'When it happened.' };
  for (const { name, kind, need, doc } of table.fields) {
    const schema = need === 'stated' ? { anyOf: [kind.schema, { type: 'null' }] } : kind.schema;
    properties[name] = { ...schema, description: doc };
  }
  const needed = table.fields.filter((field) => field.need === 'required').map((field) => field.name);
  return {
    type: 'object',
    description: table.doc,
    properties,
    required: cost ? needed : ['type', ...needed],
    additionalProperties: true,
  };
}
