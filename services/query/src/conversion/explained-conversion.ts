/**
 * The answer of `GET /v1/conversions/{id}` (contract.md). Money is a decimal string; times are RFC 3339. Undefined is
 * left out of the JSON: not known, or without a meaning for the kind.
 */
import type { Model, NodeId } from '@throughline/domain';
import type { ConversionKind } from './conversion-id.ts';
import type { EventPosition } from './read-positions.ts';

export interface ExplainedTouchpoint {
  readonly touchpoint_id: string;
  readonly at: string;
  readonly channel: string;
  readonly source: string;
  readonly medium: string;
  /** The name it is reported under, and the value as received. */
  readonly campaign: string;
  readonly campaign_value: string;
  readonly ad_group: string;
  readonly term: string;
  readonly content: string;
  readonly landing_page: string;
  readonly device: string;
  /** Of the visitor's address, where it is known. */
  readonly country: string | undefined;
  readonly city: string | undefined;
  readonly evidence: string;
  readonly event_id: string;
  readonly credits: Readonly<Partial<Record<Model, { readonly share: number; readonly amount: string | undefined }>>>;
}

export interface ExplainedLink {
  readonly event_id: string;
  readonly type: string;
  readonly id: string;
  readonly source: string;
  readonly at: string;
  /** A claim of the public collector joins nobody; it only attaches its visitor. */
  readonly claim: boolean;
  readonly nodes: readonly NodeId[];
}

export interface ExplainedConversion {
  readonly id: string;
  readonly kind: ConversionKind;
  readonly at: string;
  readonly end: string;
  readonly person: string;
  readonly amount: string | undefined;
  readonly currency: string;
  readonly cost_of_goods: string | undefined;
  readonly refunds: readonly { readonly id: string; readonly at: string; readonly amount: string }[];
  readonly lead: string | undefined;
  readonly origin_enquiry: string | undefined;
  readonly first_time: boolean | undefined;
  readonly journey: readonly ExplainedTouchpoint[];
  readonly truncated: boolean;
  /** Credits of a conversion without touchpoints belong to `(not attributed)`. */
  readonly not_attributed: boolean;
  readonly links: readonly ExplainedLink[];
  readonly attached_visitors: readonly NodeId[];
  readonly events: readonly EventPosition[];
  readonly rules: string;
  readonly run: string;
  readonly lookback_days: number;
  readonly journey_end: string;
}
