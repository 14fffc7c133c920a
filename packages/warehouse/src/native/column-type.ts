/** A ClickHouse column type, parsed: what the block encoder needs of it. */
export type ColumnType =
  | { readonly kind: 'number'; readonly make: (length: number) => NumberArray }
  | { readonly kind: 'int64' }
  | { readonly kind: 'uint64' }
  | { readonly kind: 'string' }
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'dictionary' }
  | { readonly kind: 'nullable'; readonly inner: ColumnType; readonly filler: unknown }
  | { readonly kind: 'array'; readonly inner: ColumnType };

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** @throws RangeError for a type the encoder does not know */
export const parseColumnType = (type: string): ColumnType => {
  const simple = SIMPLE[type];
  if (simple !== undefined) return simple;
  const [, outer = '', inner = ''] = /^(\w+)\((.*)\)$/.exec(type) ?? [];
  switch (outer) {
    case 'FixedString':
      return { kind: 'fixed', size: Number(inner) };
    case 'DateTime64':
      if (/^3(?:, '[\w/]+')?$/.test(inner)) return { kind: 'int64' };
      break;
    case 'LowCardinality':
      if (inner === 'String') return { kind: 'dictionary' };
      break;
    case 'Nullable': {
      const parsed = parseColumnType(inner);
      return { kind: 'nullable', inner: parsed, filler: fillerOf(parsed) };
    }
    case 'Array':
      return { kind: 'array', inner: parseColumnType(inner) };
  }
  throw new RangeError(`Column type ${type} cannot be encoded`);
};

const SIMPLE: Readonly<Record<string, ColumnType>> = {
  Bool: { kind: 'number', make: (length) => new Uint8Array(length) },
  UInt8: { kind: 'number', make: (length) => new Uint8Array(length) },
  UInt16: { kind: 'number', make: (length) => new Uint16Array(length) },
  Date: { kind: 'number', make: (length) => new Uint16Array(length) },
  UInt32: { kind: 'number', make: (length) => new Uint32Array(length) },
  Int32: { kind: 'number', make: (length) => new Int32Array(length) },
  Float64: { kind: 'number', make: (length) => new Float64Array(length) },
  Int64: { kind: 'int64' },
  UInt64: { kind: 'uint64' },
  String: { kind: 'string' },
};

/** What stands under a NULL; the engine ignores it. */
const fillerOf = (type: ColumnType): unknown => {
  switch (type.kind) {
    case 'number':
    case 'int64':
    case 'uint64':
      return 0;
    case 'string':
      return '';
    case 'fixed':
      return '00'.repeat(type.size);
    case 'dictionary':
    case 'nullable':
    case 'array':
      throw new RangeError('Such a type cannot be inside Nullable');
  }
};
