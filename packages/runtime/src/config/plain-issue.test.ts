import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { plainIssue } from './plain-issue.ts';

describe('what a person reads', () => {
  test.each<[string, z.ZodType, unknown]>([
    ['is required', z.string(), undefined],
    ['must be a string', z.string(), 5],
    ['must be a number', z.coerce.number(), 'abc'],
    ['must be a whole number', z.coerce.number().int(), '1.5'],
    ['must be at least 1', z.coerce.number().min(1), '0'],
    ['must be at most 65535', z.coerce.number().max(65_535), '65536'],
    ['must not be empty', z.string().min(1), ''],
    ['must have at least 16 characters', z.string().min(16), 'wrong'],
    ['must have at most 2 entries', z.array(z.string()).max(2), ['a', 'b', 'c']],
    ['must be one of: solo, cluster', z.enum(['solo', 'cluster']), 'single'],
    ['must be an address such as https://shop.example', z.url(), 'shop'],
    ['must be an object', z.strictObject({}), []],
    ['two capital letters', z.string().regex(/^[A-Z]{2}$/, 'two capital letters'), 'x'],
  ])('%s', (said, schema, value) => {
    const { error } = schema.safeParse(value, { error: plainIssue });
    expect(error?.issues.map(({ message }) => message)).toEqual([said]);
  });
});
