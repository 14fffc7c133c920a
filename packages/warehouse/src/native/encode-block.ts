/**
 * Rows to one block of ClickHouse's Native format, the engine's own columnar layout: the fastest way in, measured
 * 4-5 times faster than JSON. Layout: https://clickhouse.com/docs/interfaces/formats/Native and the engine's
 * `Serialization*::serializeBinaryBulk*`. A property test reads it back through the real engine.
 */
import { ByteWriter } from './byte-writer.ts';
import type { ColumnType } from './column-type.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly parsed: ColumnType;
}

/** @throws RangeError for a value that does not fit its column (unsafe integer, wrong number of hex digits) */
export const encodeBlock = (columns: readonly Column[], rows: readonly Readonly<Record<string, unknown>>[]): Buffer => {
  const writer = new ByteWriter(Math.max(4096, rows.length * columns.length * 16));
  writer.varUint(columns.length);
  writer.varUint(rows.length);
  const values = new Array<unknown>(rows.length);
  for (const { name, type, parsed } of columns) {
    writer.string(name);
    writer.string(type);
    for (let row = 0; row < rows.length; row += 1) values[row] = rows[row]?.[name];
    try {
      writePrefix(writer, parsed);
      writeValues(writer, parsed, values);
    } catch (thrown) {
      throw new RangeError(`Column ${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
        cause: thrown,
      });
    }
  }
  return writer.bytes;
};

/** State that stands once before a column's data: the version of dictionary keys, however deep the dictionary is. */
const writePrefix = (writer: ByteWriter, type: ColumnType): void => {
  if (type.kind === 'dictionary') writer.uint64(1);
  else if (type.kind === 'array' || type.kind === 'nullable') writePrefix(writer, type.inner);
};

const writeValues = (writer: ByteWriter, type: ColumnType, values: readonly unknown[]): void => {
  switch (type.kind) {
    case 'number':
      writeNumbers(writer, type.make(values.length), values as readonly number[]);
      return;
    case 'int64':
      write64(writer, values as readonly (number | bigint)[], -(2n ** 63n), 2n ** 63n - 1n);
      return;
    case 'uint64':
      write64(writer, values as readonly (number | bigint)[], 0n, 2n ** 64n - 1n);
      return;
    case 'string':
      for (const value of values as readonly string[]) writer.string(value);
      return;
    case 'fixed':
      for (const value of values as readonly string[]) writer.hex(value, type.size);
      return;
    case 'dictionary':
      writeDictionary(writer, values as readonly string[]);
      return;
    case 'nullable': {
      const nulls = new Uint8Array(values.length);
      values.forEach((value, row) => (nulls[row] = value === null ? 1 : 0));
      writer.raw(nulls);
      writeValues(
        writer,
        type.inner,
        values.map((value) => (value === null ? type.filler : value)),
      );
      return;
    }
    case 'array':
      writeArrays(writer, type.inner, values as readonly (readonly unknown[])[]);
      return;
  }
};

/** Typed arrays wrap silently, so what was stored is compared with what was meant. */
const writeNumbers = (
  writer: ByteWriter,
  numbers: Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array,
  values: readonly (number | boolean)[],
): void => {
  for (let row = 0; row < values.length; row += 1) {
    const value = Number(values[row]);
    numbers[row] = value;
    if (numbers[row] !== value) throw new RangeError(`${String(values[row])} does not fit`);
  }
  writer.raw(numbers);
};

/** Two halves of 32 bits: BigInt64Array would need a bigint for each value, at ten times the cost. */
const write64 = (writer: ByteWriter, values: readonly (number | bigint)[], least: bigint, greatest: bigint): void => {
  const halves = new Uint32Array(values.length * 2);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    if (typeof value === 'number' && Number.isSafeInteger(value) && (value >= 0 || least < 0n)) {
      const high = Math.floor(value / 4_294_967_296);
      halves[row * 2] = value - high * 4_294_967_296;
      halves[row * 2 + 1] = high;
    } else if (typeof value === 'bigint' && value >= least && value <= greatest) {
      halves[row * 2] = Number(value & 0xffff_ffffn);
      halves[row * 2 + 1] = Number((value >> 32n) & 0xffff_ffffn);
    } else {
      throw new RangeError(`${String(value)} is no exact 64-bit integer`);
    }
  }
  writer.raw(halves);
};

const writeArrays = (writer: ByteWriter, inner: ColumnType, values: readonly (readonly unknown[])[]): void => {
  const ends = new Uint32Array(values.length * 2);
  const flat: unknown[] = [];
  values.forEach((elements, row) => {
    for (const element of elements) flat.push(element);
    ends[row * 2] = flat.length;
  });
  writer.raw(ends);
  writeValues(writer, inner, flat);
};

/** Flags of a dictionary that stands in the block itself: it has keys of its own, and they are to be taken. */
const OWN_KEYS = 0x200 | 0x400;

const writeDictionary = (writer: ByteWriter, values: readonly string[]): void => {
  if (values.length === 0) return;
  const keys = new Map<string, number>();
  const indexes = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as string;
    let index = keys.get(value);
    if (index === undefined) {
      index = keys.size;
      keys.set(value, index);
    }
    indexes[row] = index;
  }
  // Width of an index: 0 = 8 bits, 1 = 16, 2 = 32.
  const width = keys.size <= 0x100 ? 0 : keys.size <= 0x10000 ? 1 : 2;
  writer.uint64(OWN_KEYS | width);
  writer.uint64(keys.size);
  for (const key of keys.keys()) writer.string(key);
  writer.uint64(values.length);
  writer.raw(width === 0 ? Uint8Array.from(indexes) : width === 1 ? Uint16Array.from(indexes) : indexes);
};
