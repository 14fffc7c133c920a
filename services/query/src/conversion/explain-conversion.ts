/**
 * One conversion explained from its facts (contract.md, `GET /v1/conversions/{id}`): the journey with every model's
 * credits, the links that made the person, and where each fact stands in the log. Nothing stored is trusted: it is
 * attributed again by the same pure function.
 */
import { dealSurvivors, keyOf, kindOf, minorToDecimal } from '@throughline/domain';
import type { Conversion, DealConversion, EnquiryConversion } from '@throughline/domain';
import type { Warehouse } from '@throughline/warehouse';
import type { AttributedPerson, AttributePersons } from '../attribution/attribute-persons.ts';
import { readCampaignNames } from '../report/campaign-names.ts';
import { runOf } from '../report/compute-conversion-rows.ts';
import type { Selection } from '../report/report-request.ts';
import { conversionIdOf, parseConversionId } from './conversion-id.ts';
import type { ConversionReference } from './conversion-id.ts';
import { explainJourney } from './explain-journey.ts';
import type { ExplainedConversion, ExplainedEnquiry, ExplainedLink } from './explained-conversion.ts';
import { readPositions } from './read-positions.ts';

/** Null when there is no such conversion (any more), or it is not of the asked kind. */
export const explainConversion = async (
  { warehouse, attribute }: { readonly warehouse: Warehouse; readonly attribute: AttributePersons },
  id: string,
  asked: Omit<Selection, 'period'>,
): Promise<ExplainedConversion | null> => {
  const run = runOf(asked);
  for (const reference of parseConversionId(id)) {
    for (const person of await attribute(asked.workspace.id, [reference.node], run, asked.asOf)) {
      const survivorOf = dealSurvivors(person.facts.map(({ fact }) => fact));
      for (const conversion of person.conversions()) {
        if (!reference.matches(conversion, survivorOf)) continue;
        return explain(warehouse, asked, reference, person, conversion, survivorOf);
      }
    }
  }
  return null;
};

const explain = async (
  warehouse: Warehouse,
  asked: Omit<Selection, 'period'>,
  { kind }: ConversionReference,
  person: AttributedPerson,
  conversion: Conversion,
  survivorOf: ReadonlyMap<string, string>,
): Promise<ExplainedConversion> => {
  const { workspace } = asked;
  const run = runOf(asked);
  const sale = kind === 'sale' && conversion.kind === 'deal' ? conversion : null;
  const end = sale?.saleEnd ?? conversion.end;
  const money = (minor: number): string => minorToDecimal(BigInt(minor), workspace.digits);
  const { touchpoints, truncated } = conversion.journey;
  const links = linksOf(person);
  const eventIds = [
    ...links.map((link) => link.event_id),
    ...ownEvents(person, conversion, survivorOf),
    ...touchpoints.map((touch) => touch.eventId),
  ];
  const [campaigns, events] = await Promise.all([
    readCampaignNames(warehouse, workspace, asked.asOf),
    readPositions(warehouse, workspace.id, [...new Set(eventIds)]),
  ]);
  return {
    id: conversionIdOf(kind, `${conversion.kind}:${conversion.id}`),
    kind,
    at: iso(sale?.saleAt ?? conversion.at),
    end: iso(end),
    person: conversion.person,
    currency: run.currency,
    ...moneyOf(sale, money),
    ...originOf(conversion),
    enquiry: conversion.kind === 'enquiry' ? enquiryOf(conversion) : undefined,
    journey: explainJourney({ conversion, ofSale: sale !== null, end, run, campaigns, money }),
    truncated,
    not_attributed: touchpoints.length === 0,
    links,
    attached_visitors: person.attachedVisitors,
    events,
    rules: run.rules,
    run: workspace.runId,
    lookback_days: run.lookbackDays,
    journey_end: run.journeyEnd,
  };
};

const iso = (at: number): string => new Date(at).toISOString();

const moneyOf = (sale: DealConversion | null, money: (minor: number) => string) => ({
  amount: sale === null ? null : money(sale.amount),
  cost_of_goods: sale?.costOfGoodsKnown === true ? money(sale.costOfGoods) : undefined,
  refunds: (sale?.refunds ?? []).map((refund) => ({ id: refund.id, at: iso(refund.at), amount: money(refund.amount) })),
  first_time: sale?.firstTime,
});

const originOf = (conversion: Conversion) => {
  const { leadId, originEnquiryId } = conversion.kind === 'deal' ? conversion : { leadId: null, originEnquiryId: null };
  return {
    lead: leadId === null ? undefined : `lead:${leadId}`,
    origin_enquiry: originEnquiryId === null ? undefined : `enquiry:${originEnquiryId}`,
  };
};

const enquiryOf = (enquiry: EnquiryConversion): ExplainedEnquiry => ({
  kind: enquiry.enquiryKind,
  data_source: enquiry.source,
  manager: enquiry.manager ?? undefined,
  answered: enquiry.answered ?? undefined,
  wait_seconds: enquiry.waitSeconds ?? undefined,
  talk_seconds: enquiry.talkSeconds ?? undefined,
  merged: enquiry.mergedIds,
});

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

/** Facts that say something of this very enquiry or deal, under any of its ids and whatever nodes they name. */
const ownEvents = (
  { facts }: AttributedPerson,
  conversion: Conversion,
  survivorOf: ReadonlyMap<string, string>,
): string[] => {
  const isOwn =
    conversion.kind === 'deal'
      ? (id: string) => (survivorOf.get(id) ?? id) === conversion.id
      : (id: string) => id === conversion.id || conversion.mergedIds.includes(id);
  const kind = conversion.kind === 'deal' ? 'd' : 'e';
  return facts
    .filter(({ nodes }) => nodes.some((node) => kindOf(node) === kind && isOwn(keyOf(node))))
    .map(({ fact }) => fact.eventId);
};
