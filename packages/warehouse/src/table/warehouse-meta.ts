import { defineTable } from './define-table.ts';

/** Facts about the directory or database itself: hash of the run it was built under, when, up to where. */
export const warehouseMeta = defineTable('warehouse_meta', {
  key: 'String',
  value: 'String',
  version: 'UInt64',
});
