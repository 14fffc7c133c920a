export { referenceConversions } from './reference/conversions.ts';
export { normaliseConversions, presentConversions } from './reference/normalise.ts';
export type { NormalConversion } from './reference/normalise.ts';
export { countedVisits, winningFacts } from './reference/winners.ts';
export { reportDifferences } from './report/differences.ts';
export { queryString } from './report/query-string.ts';
export { referenceReport } from './report/reference-report.ts';
export type { ReferenceReportName } from './report/reference-report.ts';
export type {
  ReferenceDimension,
  ReferenceFilter,
  ReferenceMetricFilter,
  ReferenceQuery,
  ReferenceReport,
  ReportRow,
} from './report/query.ts';
export {
  aCall,
  aCost,
  aDeal,
  anEnquiry,
  anIdentification,
  aMark,
  aNumber,
  aPage,
  aRefund,
  aVisit,
  BOT,
  DESKTOP,
  landing,
} from './build/builders.ts';
export { at, origin, publicId } from './build/envelope.ts';
export { factsOf } from './build/facts-of.ts';
export { TEST_RUN, TEST_SOURCES } from './build/test-run.ts';
export { storiesArbitrary } from './generate/arbitrary.ts';
export { CRASH_POINTS, deliveries } from './generate/deliveries.ts';
export type { CrashPoint, DeliveryOptions, PipelineStep } from './generate/deliveries.ts';
export { minimise } from './generate/minimise.ts';
export { Random } from './generate/random.ts';
export { scenario, scenarioStories, STORIES, STORY_NAMES } from './generate/scenario.ts';
export type { StoryName, ToldStory } from './generate/scenario.ts';
export type { Fault } from './clickhouse/fault.ts';
export { startFaultProxy } from './clickhouse/fault-proxy.ts';
export type { FaultProxy } from './clickhouse/fault-proxy.ts';
export type { BrokerProcess } from './kafka/broker-process.ts';
export { freePorts } from './kafka/free-ports.ts';
export { setTopicConfig } from './kafka/set-topic-config.ts';
export { findKafka, findKafkaCluster } from './kafka/start-kafka.ts';
export type { Kafka, KafkaCluster } from './kafka/start-kafka.ts';
export { installPython } from './python/install-python.ts';
export type { Python } from './python/install-python.ts';
export { startCluster } from './cluster/start-cluster.ts';
export type { ClusterOptions, RunningCluster } from './cluster/start-cluster.ts';
export { runCommand } from './cluster/service-process.ts';
export type { ServiceProcess } from './cluster/service-process.ts';
