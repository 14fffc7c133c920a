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
  readonly credits: Readonly<Partial<Record<Model, { readonly share: number; readonly amount: string | null }>>>;
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

/** Of a call that several sources told of, origin is from call tracking, waiting, talk and manager from telephony. */
export interface ExplainedEnquiry {
  readonly kind: 'form' | 'chat' | 'callback' | 'order' | 'call';
  /** Configured source whose id it has. */
  readonly data_source: string;
  readonly manager: string | undefined;
  readonly answered: boolean | undefined;
  readonly wait_seconds: number | undefined;
  readonly talk_seconds: number | undefined;
  /** Ids under which other sources told of the same enquiry. */
  readonly merged: readonly string[];
}

export interface ExplainedConversion {
  readonly id: string;
  readonly kind: ConversionKind;
  readonly at: string;
  readonly end: string;
  readonly person: string;
  /** Of a sale; null for the other kinds, here and in credits. */
  readonly amount: string | null;
  readonly currency: string;
  readonly cost_of_goods: string | undefined;
  readonly refunds: readonly { readonly id: string; readonly at: string; readonly amount: string }[];
  readonly lead: string | undefined;
  readonly origin_enquiry: string | undefined;
  readonly first_time: boolean | undefined;
  /** Of enquiries and leads that are no implied ones. */
  readonly enquiry: ExplainedEnquiry | undefined;
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
