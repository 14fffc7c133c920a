/**
 * What Avro's schema resolution cannot say when an event's meaning moved between versions: a function from a record
 * already read under the newest schema (new fields hold their defaults) to what the newest version means by it.
 */
export type Upcast = (record: Record<string, unknown>) => Record<string, unknown>;

/** Keyed `<EventName>/<version it was written in>`. Empty while every event has one version. */
export type Upcasts = Readonly<Record<string, Upcast>>;

export const UPCASTS: Upcasts = {};
