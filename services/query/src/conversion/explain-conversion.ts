/**
 * One conversion explained from its facts (contract.md, `GET /v1/conversions/{id}`): the journey with every model's
 * credits, the links that made the person, and where each fact stands in the log. Nothing stored is trusted: it is
 * attributed again by the same pure function.
 */
import { keyOf, kindOf, minorToDecimal, MODELS } from '@throughline/domain';
import type { Conversion, Model, NodeId, RunParameters, Touchpoint } from '@throughline/domain';
import type { Warehouse } from '@throughline/warehouse';
import type { AttributedPerson, AttributePersons } from '../attribution/attribute-persons.ts';
import { runOf } from '../report/compute-conversion-rows.ts';
import type { Selection } from '../report/report-request.ts';
import { parseConversionId } from './conversion-id.ts';
import type { ConversionKind, ConversionReference } from './conversion-id.ts';
import { readPositions } from './read-positions.ts';
import type { EventPosition } from './read-positions.ts';

export interface ExplainedTouchpoint {
  readonly touchpoint_id: string;
  readonly at: string;
  readonly channel: string;
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly ad_group: string;
  readonly term: string;
  readonly content: string;
  readonly landing_page: string;
  readonly device: string;
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

export interface ExplainedConversion {
  readonly id: string;
  readonly kind: ConversionKind;
  readonly at: string;
  readonly end: string;
  readonly person: string;
  readonly amount: string | null;
  readonly currency: string;
  readonly cost_of_goods: string | null;
  readonly refunds: readonly { readonly id: string; readonly at: string; readonly amount: string }[];
  readonly lead: string | null;
  readonly origin_enquiry: string | null;
  readonly first_time: boolean | null;
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

/** Null when there is no such conversion (any more), or it is not of the asked kind. */
export const explainConversion = async (
  { warehouse, attribute }: { readonly warehouse: Warehouse; readonly attribute: AttributePersons },
  id: string,
  asked: Omit<Selection, 'period'>,
): Promise<ExplainedConversion | null> => {
  const run = runOf(asked);
  for (const reference of parseConversionId(id)) {
    for (const person of await attribute(asked.workspace.id, [reference.node], run, asked.asOf)) {
      const conversion = person.conversions.find(reference.matches);
      if (conversion !== undefined) return explain(warehouse, id, asked, reference, person, conversion);
    }
  }
  return null;
};

const explain = async (
  warehouse: Warehouse,
  id: string,
  asked: Omit<Selection, 'period'>,
  { kind }: ConversionReference,
  person: AttributedPerson,
  conversion: Conversion,
): Promise<ExplainedConversion> => {
  const run = runOf(asked);
  const deal = conversion.kind === 'deal' ? conversion : null;
  const sale = kind === 'sale' && deal !== null ? deal : null;
  const end = sale?.saleEnd ?? conversion.end;
  const money = (minor: number): string => minorToDecimal(BigInt(minor), asked.workspace.digits);
  const touchpoints = conversion.journey.touchpoints;
  const links = linksOf(person);
  const eventIds = new Set([...links.map((link) => link.event_id), ...ownEvents(person, conversion), ...touchpoints.map((t) => t.eventId)]);
  return {
    id,
    kind,
    at: iso(sale?.saleAt ?? conversion.at),
    end: iso(end),
    person: conversion.person,
    amount: sale === null ? null : money(sale.amount),
    currency: run.currency,
    cost_of_goods: sale?.costOfGoodsKnown === true ? money(sale.costOfGoods) : null,
    refunds: (sale?.refunds ?? []).map((refund) => ({ id: refund.id, at: iso(refund.at), amount: money(refund.amount) })),
    lead: deal === null ? null : deal.leadId === null ? null : `lead:${deal.leadId}`,
    origin_enquiry: deal?.originEnquiryId == null ? null : `enquiry:${deal.originEnquiryId}`,
    first_time: sale === null ? null : sale.firstTime,
    journey: touchpoints.flatMap((touch, index) =>
      inJourney(touch, index, conversion, end, run, sale !== null)
        ? [explainTouch(touch, index, conversion, sale !== null, money)]
        : [],
    ),
    truncated: conversion.journey.truncated,
    not_attributed: touchpoints.length === 0,
    links,
    attached_visitors: person.attachedVisitors,
    events: await readPositions(warehouse, asked.workspace.id, [...eventIds]),
    rules: run.rules,
    run: asked.workspace.runId,
    lookback_days: run.lookbackDays,
    journey_end: run.journeyEnd,
  };
};

const DAY = 86_400_000;
const iso = (at: number): string => new Date(at).toISOString();

/**
 * A deal whose sale ends later keeps both journeys in one list; each kind is told its own. A deal's stated origin may
 * stand outside the window: it counts where there is nothing else.
 */
const inJourney = (
  touch: Touchpoint,
  index: number,
  { kind, journey, ...conversion }: Conversion,
  end: number,
  run: RunParameters,
  ofSale: boolean,
): boolean => {
  if (kind === 'enquiry' || ('saleEnd' in conversion && conversion.saleEnd === conversion.end)) return true;
  if (touch.at >= end - run.lookbackDays * DAY && touch.at <= end + run.skewSeconds * 1_000) return true;
  return MODELS.some((model) =>
    journey.credits[model].some((credit) => credit.touch === index && (ofSale ? credit.saleShare : credit.share) > 0),
  );
};

const explainTouch = (
  touch: Touchpoint,
  index: number,
  conversion: Conversion,
  ofSale: boolean,
  money: (minor: number) => string,
): ExplainedTouchpoint => {
  const credits: Partial<Record<Model, { share: number; amount: string | null }>> = {};
  for (const model of MODELS) {
    const credit = conversion.journey.credits[model].find((candidate) => candidate.touch === index);
    const share = (ofSale ? credit?.saleShare : credit?.share) ?? 0;
    credits[model] = { share, amount: ofSale ? money(credit?.amount ?? 0) : null };
  }
  const { origin } = touch;
  return {
    touchpoint_id: touch.id,
    at: iso(touch.at),
    channel: origin.channel,
    source: origin.source,
    medium: origin.medium,
    campaign: origin.campaign,
    ad_group: origin.adGroup,
    term: origin.term,
    content: origin.content,
    landing_page: touch.landingPage,
    device: touch.device,
    evidence: touch.evidence,
    event_id: touch.eventId,
    credits,
  };
};

/** Every fact of the person that names two or more of its nodes: the edges the walk went along, and claims beside it. */
const linksOf = ({ facts }: AttributedPerson): ExplainedLink[] =>
  facts
    .filter(({ nodes }) => nodes.length > 1)
    .map(({ fact, nodes }) => ({
      event_id: fact.eventId,
      type: fact.type,
      id: fact.id,
      source: fact.source,
      at: iso(fact.at),
      claim: fact.claim,
      nodes,
    }));

/** Facts that say something of this very enquiry or deal, whatever nodes they name. */
const ownEvents = ({ facts }: AttributedPerson, conversion: Conversion): string[] => {
  const kind = conversion.kind === 'deal' ? 'd' : 'e';
  return facts
    .filter(({ nodes }) => nodes.some((node) => kindOf(node) === kind && keyOf(node) === conversion.id))
    .map(({ fact }) => fact.eventId);
};
