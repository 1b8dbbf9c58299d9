import type { ExtensionProvider, MeshConfig, ProxyDefaults } from 'meshwright';

const headers = [
  { name: 'x-team', value: 'platform' },
  { name: 'authorization', envName: 'TOKEN' },
] as const;
const place = { service: 'collector.obs.svc.cluster.local', port: 4317 };
const http = { path: '/v1/traces', timeout: '3s', headers } as const;
const body = { maxRequestBytes: 8192, allowPartialMessage: true, packAsBytes: false };
const authorizer = {
  service: 'auth.platform.svc.cluster.local',
  port: 9000,
  timeout: '500ms',
  failOpen: false,
  statusOnError: '503',
  clearRouteCache: true,
  includeRequestBodyInCheck: body,
} as const;
const grpcLog = { ...place, logName: 'access', filterStateObjectsToLog: ['wasm.state'] };

/** Every kind of provider with every field. */
export const providers: readonly ExtensionProvider[] = [
  {
    name: 'authorizer-http',
    envoyExtAuthzHttp: {
      ...authorizer,
      pathPrefix: '/check',
      includeRequestHeadersInCheck: ['cookie'],
      includeAdditionalHeadersInCheck: { 'x-mesh': 'shop' },
      headersToUpstreamOnAllow: ['x-user'],
      headersToDownstreamOnAllow: ['set-cookie'],
      headersToDownstreamOnDeny: ['www-authenticate'],
    },
  },
  { name: 'authorizer-grpc', envoyExtAuthzGrpc: authorizer },
  {
    name: 'zipkin',
    zipkin: {
      ...{ ...place, maxTagLength: 64, enable64bitTraceId: true, path: '/api/v2/spans', timeout: '2s', headers },
      traceContextOption: 'USE_B3_WITH_W3C_PROPAGATION',
    },
  },
  { name: 'datadog', datadog: { ...place, maxTagLength: 64 } },
  { name: 'skywalking', skywalking: place },
  {
    name: 'otel',
    opentelemetry: {
      ...{ ...place, maxTagLength: 64, http },
      resourceDetectors: { environment: {}, dynatrace: {} },
      serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS',
      dynatraceSampler: { tenant: 'abc', clusterId: -7, rootSpansPerMinute: 100, httpService: { ...place, http } },
    },
  },
  { name: 'otel-grpc', opentelemetry: { ...place, grpc: { timeout: '1s', initialMetadata: headers } } },
  { name: 'stackdriver', stackdriver: { maxTagLength: 64, logging: { labels: { path: 'request.url_path' } } } },
  { name: 'metrics', prometheus: {} },
  {
    name: 'lines',
    envoyFileAccessLog: { path: '/dev/stdout', logFormat: { text: '%PROTOCOL%\n' }, omitEmptyValues: true },
  },
  { name: 'json', envoyFileAccessLog: { path: '/dev/stdout', logFormat: { labels: { status: '%RESPONSE_CODE%' } } } },
  {
    name: 'http-als',
    envoyHttpAls: {
      ...grpcLog,
      additionalRequestHeadersToLog: ['a'],
      additionalResponseHeadersToLog: ['b'],
      additionalResponseTrailersToLog: ['c'],
    },
  },
  { name: 'tcp-als', envoyTcpAls: grpcLog },
  { name: 'otel-als', envoyOtelAls: { ...place, logName: 'l', logFormat: { text: 't', labels: { a: 'b' } } } },
];

const on = { enabled: true };
const off = { disabled: true };

export const proxies: Required<ProxyDefaults> = {
  concurrency: 2,
  drainDuration: '30s',
  terminationDrainDuration: '10s',
  holdApplicationUntilProxyStarts: true,
  image: { imageType: 'distroless' },
  interceptionMode: 'REDIRECT',
  proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' },
  runtimeValues: { 'overload.global_downstream_max_connections': '50000' },
  proxyAdminPort: 15000,
  statusPort: 15020,
  statNameLength: 189,
  statsdUdpAddress: 'statsd.obs.svc.cluster.local:8125',
  statsCompression: true,
  extraStatTags: ['region'],
  proxyStatsMatcher: { inclusionPrefixes: ['cluster.'], inclusionSuffixes: ['rq'], inclusionRegexps: ['.*retry.*'] },
  tracingServiceName: 'CANONICAL_NAME_ONLY',
  tracing: { sampling: 12.5, maxPathTagLength: 128, enableIstioTags: false },
  gatewayTopology: { numTrustedProxies: 2, forwardClientCertDetails: 'SANITIZE_SET', proxyProtocol: {} },
  proxyHeaders: {
    ...{ attemptCount: off, envoyDebugHeaders: off, requestId: off, server: { disabled: false, value: 'shop' } },
    ...{ forwardedClientCert: 'APPEND_FORWARD', metadataExchangeHeaders: { mode: 'IN_MESH' } },
    ...{ preserveHttp1HeaderCase: true, xForwardedHost: on, xForwardedPort: on },
    setCurrentClientCertDetails: { subject: true, cert: true, chain: false, dns: true, uri: true },
  },
  caCertificatesPem: ['-----BEGIN CERTIFICATE-----'],
  fileFlushInterval: '1s',
  fileFlushMinSizeKb: 64,
};

const tls = { mode: 'SIMPLE', sni: 'ca.example' } as const;
const selector = {
  matchLabels: { mesh: 'shop' },
  matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }],
} as const;

/** Every field of MeshConfig that an author may say, valid for Istio 1.31. */
export const wholeMeshConfig: Required<MeshConfig> = {
  accessLogFile: '/dev/stdout',
  accessLogFormat: '%START_TIME%\n',
  accessLogEncoding: 'JSON',
  ca: { address: 'ca.example:443', tlsSettings: tls, requestTimeout: '5s', istiodSide: true },
  caCertificates: [
    { pem: '-----BEGIN CERTIFICATE-----', certSigners: ['clusterissuers.cert-manager.io/mesh'] },
    { spiffeBundleUrl: 'https://partner.example/bundle', trustDomains: ['partner.example'] },
  ],
  connectTimeout: '5s',
  defaultConfig: proxies,
  defaultServiceExportTo: ['*'],
  defaultVirtualServiceExportTo: ['.'],
  defaultDestinationRuleExportTo: ['.', 'istio-ingress'],
  defaultHttpRetryPolicy: { attempts: 1, retryOn: 'connect-failure', perTryTimeout: '2s' },
  defaultProviders: { tracing: ['otel'], metrics: ['prometheus'], accessLogging: ['json'] },
  defaultTrafficPolicy: {
    connectionPool: { tcp: { maxConnections: 1000 } },
    outlierDetection: { consecutive5xxErrors: 7 },
  },
  discoverySelectors: [selector],
  dnsRefreshRate: '30s',
  enableAutoMtls: true,
  enableEnvoyAccessLogService: false,
  disableEnvoyListenerLog: false,
  enablePrometheusMerge: true,
  enableTracing: true,
  extensionProviders: providers,
  h2UpgradePolicy: 'UPGRADE',
  inboundTrafficPolicy: { mode: 'PASSTHROUGH' },
  inboundClusterStatName: '%SERVICE%',
  outboundClusterStatName: '%SERVICE_FQDN%',
  ingressClass: 'istio',
  ingressControllerMode: 'OFF',
  ingressSelector: 'ingressgateway',
  ingressService: 'istio-ingressgateway',
  localityLbSetting: { enabled: true, failover: [{ from: 'us-east-1', to: 'us-west-2' }] },
  meshMTLS: { minProtocolVersion: 'TLSV1_3', cipherSuites: ['ECDHE-ECDSA-AES256-GCM-SHA384'] },
  outboundTrafficPolicy: { mode: 'REGISTRY_ONLY', tls },
  pathNormalization: { normalization: 'MERGE_SLASHES' },
  protocolDetectionTimeout: '100ms',
  proxyHttpPort: 0,
  proxyInboundListenPort: 15006,
  proxyListenPort: 15001,
  serviceEntryVisibility: {
    defaultVisibility: 'NAMESPACE',
    applyToSidecars: true,
    policies: [{ visibility: 'PUBLIC', matchingRules: [{ namespaceSelector: selector }] }],
  },
  serviceSettings: [{ hosts: ['*.batch.svc.cluster.local'], settings: { clusterLocal: true } }],
  tcpKeepalive: { time: '10s', interval: '5s', probes: 3 },
  tlsDefaults: { minProtocolVersion: 'TLSV1_2', cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256'], ecdhCurves: ['P-256'] },
  zoneAwareLbSetting: { enabled: true },
};
