import { knownTimeZone } from '@throughline/domain';
import { z } from 'zod';
import { parsePattern } from './time-pattern.ts';
import { TARGETS, isTarget, type MappedType } from './targets.ts';

/** JSON pointer within the item (`/call/from`), from the payload's root with `^` before it, or the name of a parameter. */
const path = z.string().min(1).max(500);
const literal = z.union([z.string(), z.boolean(), z.number()]);

const fieldSchema = z.union([
  path,
  z.strictObject({ constant: literal }),
  z.strictObject({
    from: path,
    /** Absent in some payloads: then the event does not state it. */
    optional: z.boolean().optional(),
    /** The sender's word -> ours; a word that is not there is an error unless `otherwise` says what it means. */
    values: z.record(z.string(), literal).optional(),
    otherwise: literal.optional(),
    /** Of a time: `auto`, `unix`, `unix_ms`, or a pattern such as `DD.MM.YYYY HH:mm`. */
    format: z
      .string()
      .refine(
        (format) => FORMATS.has(format) || parsePattern(format) !== null,
        'auto, unix, unix_ms, or a pattern of YYYY MM DD HH mm ss SSS',
      )
      .optional(),
    time_zone: z.string().refine(isZone, 'no time zone of the IANA database').optional(),
    /** Of an amount: the character before the fraction; spaces between thousands are skipped. */
    decimal: z.enum([',', '.']).optional(),
  }),
]);
const FORMATS: ReadonlySet<string> = new Set(['auto', 'unix', 'unix_ms']);

function isZone(zone: string): boolean {
  return knownTimeZone(zone) !== null;
}

const ruleSchema = z
  .strictObject({
    type: z.enum(['call', 'enquiry', 'deal', 'identify']),
    /** Applies only where each path has the value, or one of the values. */
    when: z.record(path, z.union([z.string(), z.array(z.string())])).optional(),
    /** A list in the payload: an event of each item. */
    each: path.optional(),
    /** What tells one event from another; see the natural keys of `applyRule`. */
    id: fieldSchema.optional(),
    fields: z.record(z.string(), fieldSchema),
  })
  .check(({ value: { type, fields }, issues }) => {
    for (const name of Object.keys(fields)) {
      if (isTarget(type, name)) continue;
      const message = `no field of ${type}: one of ${Object.keys(TARGETS[type]).join(', ')}, client:<system>`;
      issues.push({ code: 'custom', path: ['fields', name], message, input: fields });
    }
    for (const name of REQUIRED[type].filter((required) => !Object.hasOwn(fields, required))) {
      issues.push({ code: 'custom', path: ['fields', name], message: `${type} needs ${name}`, input: fields });
    }
  });

const REQUIRED: Readonly<Record<MappedType, readonly string[]>> = {
  call: ['call_id'],
  enquiry: [],
  deal: ['deal_id'],
  identify: [],
};

/** What a person writes in the settings of a generic source: rules, each of which makes events of a payload. */
export const mappingSchema = z.array(ruleSchema).min(1).max(50);
export type MappingRule = z.infer<typeof ruleSchema>;
export type MappedField = z.infer<typeof fieldSchema>;
