import type { FieldSchema } from '../generated/schemas/schema.ts';
import {
  anything,
  choice,
  count,
  duration,
  empty,
  filled,
  flag,
  labels,
  list,
  message,
  port,
  text,
  texts,
} from './words.ts';

const place = { service: filled, port };
const toPlace = { required: ['service', 'port'] };

const headers = list(
  message(
    { name: filled, value: text, envName: filled },
    { required: ['name'], choices: [{ fields: ['value', 'envName'] }] },
  ),
);
const http = message({ path: filled, timeout: duration, headers }, { required: ['path'] });

const authorizer = {
  ...place,
  timeout: duration,
  failOpen: flag,
  statusOnError: text,
  clearRouteCache: flag,
  includeRequestBodyInCheck: message(
    { maxRequestBytes: count, allowPartialMessage: flag, packAsBytes: flag },
    { required: ['maxRequestBytes'] },
  ),
};

const opentelemetry = message(
  {
    ...place,
    maxTagLength: count,
    http,
    grpc: message({ timeout: duration, initialMetadata: headers }),
    resourceDetectors: message({ environment: empty, dynatrace: empty }),
    serviceAttributeEnrichment: { ...choice('ISTIO_CANONICAL', 'OTEL_SEMANTIC_CONVENTIONS'), since: '1.31' },
    dynatraceSampler: message(
      {
        tenant: filled,
        clusterId: { type: 'integer' },
        rootSpansPerMinute: count,
        httpService: message({ ...place, http }, { required: ['service', 'port', 'http'] }),
      },
      { required: ['tenant', 'clusterId', 'httpService'] },
    ),
  },
  { ...toPlace, choices: [{ fields: ['http', 'grpc'], optional: true }] },
);

const grpcLog = { ...place, logName: text, filterStateObjectsToLog: texts };

const kinds: Readonly<Record<string, FieldSchema>> = {
  envoyExtAuthzHttp: message(
    {
      ...authorizer,
      pathPrefix: text,
      includeRequestHeadersInCheck: texts,
      includeAdditionalHeadersInCheck: labels,
      headersToUpstreamOnAllow: texts,
      headersToDownstreamOnAllow: texts,
      headersToDownstreamOnDeny: texts,
    },
    toPlace,
  ),
  envoyExtAuthzGrpc: message(authorizer, toPlace),
  zipkin: message(
    {
      ...place,
      maxTagLength: count,
      enable64bitTraceId: flag,
      path: text,
      traceContextOption: choice('USE_B3', 'USE_B3_WITH_W3C_PROPAGATION'),
      timeout: duration,
      headers,
    },
    toPlace,
  ),
  datadog: message({ ...place, maxTagLength: count }, toPlace),
  // Its access token would be a secret in Git.
  skywalking: message(place, toPlace),
  opentelemetry,
  stackdriver: message({ maxTagLength: count, logging: message({ labels }) }),
  prometheus: empty,
  envoyFileAccessLog: message(
    {
      path: filled,
      logFormat: message({ text, labels: anything }, { choices: [{ fields: ['text', 'labels'] }] }),
      omitEmptyValues: flag,
    },
    { required: ['path'] },
  ),
  envoyHttpAls: message(
    {
      ...grpcLog,
      additionalRequestHeadersToLog: texts,
      additionalResponseHeadersToLog: texts,
      additionalResponseTrailersToLog: texts,
    },
    toPlace,
  ),
  envoyTcpAls: message(grpcLog, toPlace),
  envoyOtelAls: message({ ...place, logName: text, logFormat: message({ text, labels: anything }) }, toPlace),
};

/** @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider */
export const extensionProvider: FieldSchema = message(
  { name: filled, ...kinds },
  { required: ['name'], choices: [{ fields: Object.keys(kinds) }] },
);

/** Names of providers that every istiod has, whatever MeshConfig says. */
export const BUILT_IN_PROVIDERS: readonly string[] = ['envoy', 'prometheus', 'stackdriver'];
