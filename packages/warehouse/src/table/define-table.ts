/**
 * A table as the insert path knows it: column names in the order of the migration with their ClickHouse types.
 * A test compares them with the engine's own list.
 */
export interface Table<Columns extends ColumnTypes = ColumnTypes> {
  readonly name: string;
  readonly columns: Columns;
}
export type ColumnTypes = Readonly<Record<string, string>>;

/** A row to insert; see `Value` for what each column takes. */
export type RowOf<T extends Table> = { readonly [Column in keyof T['columns']]: Value<T['columns'][Column]> };

/**
 * What a column of a type takes: `FixedString(n)` its bytes as 2n hex digits, `Date` days since 1970-01-01,
 * `DateTime64(3, ...)` epoch milliseconds, 64-bit integers a safe integer or a bigint.
 */
export type Value<Type extends string> = Type extends `Array(${infer Inner})`
  ? readonly Value<Inner>[]
  : Type extends `Nullable(${infer Inner})`
    ? Value<Inner> | null
    : Type extends `LowCardinality(${infer Inner})`
      ? Value<Inner>
      : Type extends 'String' | `FixedString(${number})`
        ? string
        : Type extends 'Bool'
          ? boolean
          : Type extends 'UInt64' | 'Int64'
            ? number | bigint
            : number;

export const defineTable = <const Columns extends ColumnTypes>(name: string, columns: Columns): Table<Columns> => ({
  name,
  columns,
});

/** Days since 1970-01-01 of an instant, in UTC. */
export const utcDay = (epochMs: number): number => Math.floor(epochMs / 86_400_000);
/** Days since 1970-01-01 of a calendar date `YYYY-MM-DD`. */
export const dayOfDate = (date: string): number => utcDay(Date.parse(`${date}T00:00:00Z`));
