export * from './config/index.ts';
export { OPERATIONAL_PART } from './health/operational-part.ts';
export { operationalRoutes, type OperationalOptions } from './health/operational-routes.ts';
export {
  authorize,
  keyAuthenticator,
  type Access,
  type Authenticator,
  type Principal,
  type Scope,
} from './http/authorize.ts';
export { baseUrlOf } from './http/base-url-of.ts';
export { createHttpApp, type HotHandler, type HttpApp, type HttpAppOptions } from './http/create-http-app.ts';
export { answerError } from './http/error-handler.ts';
export { parseBy, type ParsedBy } from './http/parse-by.ts';
export { pageHeaders } from './http/page-headers.ts';
export { Problem, problem, problemJson, type ProblemDetail } from './http/problem.ts';
export { problemPages } from './http/problem-page.ts';
export { queryOf } from './http/query.ts';
export { BODY_LIMITS, readBody } from './http/read-body.ts';
export { readJson } from './http/read-json.ts';
export { requestIdOf } from './http/request-id.ts';
export { accessOf, requireScope } from './http/require-scope.ts';
export { sendJson, sendProblem } from './http/send.ts';
export { createLifecycle, STOP_LIMIT_MS, type Lifecycle, type SignalSource } from './lifecycle/create-lifecycle.ts';
export { createLogger, type Logger, type LoggerOptions } from './log/create-logger.ts';
export { createOutageLog, watched, type OutageLog } from './log/outage-log.ts';
export { redact, redactPath, redactText } from './log/redact.ts';
export { createMetrics, type Metrics } from './metrics/create-metrics.ts';
export {
  BODY_REFUSALS,
  jsonAnswer,
  KEY_REFUSALS,
  needsKey,
  refusals,
  schemaNamed,
  textAnswer,
  WORKSPACE_PARAMETER,
} from './openapi/describe-route.ts';
export {
  OPEN_API_METHODS,
  type JsonSchema,
  type OpenApiAnswers,
  type OpenApiOperation,
  type OpenApiParameter,
  type OpenApiPart,
  type OpenApiPath,
  type OpenApiPaths,
} from './openapi/open-api-part.ts';
export { PROBLEM_SCHEMAS } from './openapi/problem-schemas.ts';
