export type {
  CallFact,
  CostFact,
  DealFact,
  DealItem,
  EnquiryFact,
  Fact,
  FactHeader,
  FactType,
  IdentifyFact,
  MarkFact,
  Money,
  NumberFact,
  PersonFact,
  RefundFact,
  VisitFact,
} from './fact/fact.ts';
export { CHANNELS, NOT_ATTRIBUTED, NOT_SET } from './origin/origin.ts';
export type { Channel, Origin } from './origin/origin.ts';
export { conversionNode, dealNode, enquiryNode, keyOf, kindOf, node } from './identity/node.ts';
export type { NodeId, NodeKind } from './identity/node.ts';
export { dealSurvivors } from './deal/fold-deals.ts';
export { DEFAULT_MODEL, DEFAULT_RUN, MODELS } from './attribution/run.ts';
export type { HubLimits, JourneyEnd, Model, Rate, RunParameters, SourceRole } from './attribution/run.ts';
export type {
  Conversion,
  Credit,
  DealConversion,
  EnquiryConversion,
  Evidence,
  Journey,
  Touchpoint,
} from './attribution/conversion.ts';
export { ADDITIVE_METRICS, DERIVED_METRICS, METRICS } from './metrics/metric.ts';
export type { AdditiveMetric, DerivedMetric, Metric, MetricKey, MetricUnit } from './metrics/metric.ts';
export { NO_ADDITIVES, WEIGHTED, addAdditives } from './metrics/additives.ts';
export type { Additives } from './metrics/additives.ts';
export { billionthsToNumber, metricValues, minorToDecimal, ratios } from './metrics/ratios.ts';
export type { MetricValue } from './metrics/ratios.ts';
export {
  CRM_DIMENSIONS,
  DIMENSIONS,
  MEANING,
  ORIGIN_DIMENSIONS,
  TIME_DIMENSIONS,
  hasMeaning,
  meaningful,
} from './metrics/dimension.ts';
export type { CrmDimension, Dimension, OriginDimension, TimeDimension } from './metrics/dimension.ts';
export { campaignNames, compileCampaignRules, mapCampaign } from './origin/map-campaign.ts';
export type { CampaignCost, CampaignNames, CampaignRule, CampaignRules, CampaignValue } from './origin/map-campaign.ts';
export { CHANNEL_SETS, channelOf } from './origin/channel-of.ts';
export { CLICK_ID_PARAMETERS } from './origin/click-ids.ts';
export { landingPageOf } from './origin/landing-page.ts';
export { normaliseCostOrigin, normaliseNumberOrigin } from './origin/normalise-cost-origin.ts';
export type { CostOrigin, CostOriginValues } from './origin/normalise-cost-origin.ts';
export { normaliseValue } from './origin/normalise-value.ts';
export type { KnownReferrer, OriginLookups, ReferrerKind } from './origin/origin-lookups.ts';
export { compileOriginRules, DEFAULT_ORIGIN_RULES } from './origin/origin-rules.ts';
export { readCampaignRules, readChannelRules } from './origin/read-rules.ts';
export type { ChannelRule, OriginRules, OriginRuleSettings } from './origin/origin-rules.ts';
export { ORIGIN_TABLES } from './origin/origin-tables.ts';
export { normaliseHost } from './origin/parse-url.ts';
export { DEFAULT_REFERRER_EXCLUSIONS } from './origin/referrer-exclusions.ts';
export { resolveStatedOrigin } from './origin/resolve-stated-origin.ts';
export type { StatedOriginValues } from './origin/resolve-stated-origin.ts';
export { resolveVisitOrigin } from './origin/resolve-visit-origin.ts';
export type { Arrival } from './origin/resolve-visit-origin.ts';
export { canonicalSource, SOURCE_NAMES } from './origin/source-names.ts';
export type { SourceKind } from './origin/source-names.ts';
export { attributePerson, conversionsOf } from './attribution/attribute-person.ts';
export type { PersonInput } from './attribution/attribute-person.ts';
export { compareFacts, compareMoments, compareUtf8 } from './fact/order.ts';
export type { Moment } from './fact/order.ts';
export { visitWinners, winners } from './fact/winners.ts';
export { createIdentityGraph, MAX_DEPTH } from './identity/identity-graph.ts';
export type { IdentityGraph, Reach, StoredFact } from './identity/identity-graph.ts';
export { linesOf, nodesOf } from './identity/nodes-of.ts';
export type { Person } from './identity/person.ts';
export { persons } from './identity/persons.ts';
export type { NormalisePhone } from './identity/normalise-phone.ts';
export { convert, halfToEven } from './money/convert.ts';
export type { Exchange } from './money/convert.ts';
export { currencyDigits, isCurrency } from './money/currency-digits.ts';
export { parseAmount } from './money/parse-amount.ts';
export type { AmountRefusal, ParsedAmount } from './money/parse-amount.ts';
export { splitMoney, WHOLE } from './money/split.ts';
export { isBelievable } from './time/is-believable.ts';
export { knownTimeZone } from './time/known-time-zone.ts';
