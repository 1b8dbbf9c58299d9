import type { FieldSchema } from '../generated/schemas/schema.ts';
import { extensionProvider } from './provider-schema.ts';
import { proxyDefaults } from './proxy-schema.ts';
import { choice, count, duration, filled, flag, labels, list, message, port, text, texts } from './words.ts';

const requirement = message(
  { key: filled, operator: choice('In', 'NotIn', 'Exists', 'DoesNotExist'), values: texts },
  { required: ['key', 'operator'] },
);
const selector = message({ matchLabels: labels, matchExpressions: list(requirement) });
const visibility = choice('NONE', 'NAMESPACE', 'PUBLIC');

const serviceEntryVisibility = message(
  {
    defaultVisibility: visibility,
    applyToSidecars: flag,
    policies: list(
      message(
        {
          visibility,
          matchingRules: list(message({ namespaceSelector: selector }, { required: ['namespaceSelector'] })),
        },
        { required: ['visibility'] },
      ),
    ),
  },
  { since: '1.31' },
);

const trustedRoot = message(
  { pem: filled, spiffeBundleUrl: filled, certSigners: texts, trustDomains: texts },
  { choices: [{ fields: ['pem', 'spiffeBundleUrl'] }] },
);

const tlsLimits = {
  minProtocolVersion: choice('TLS_AUTO', 'TLSV1_2', 'TLSV1_3'),
  cipherSuites: texts,
};

const outboundTrafficPolicy = message(
  {
    mode: {
      ...choice('ALLOW_ANY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS'),
      older: { '1.29': { enum: ['ALLOW_ANY', 'REGISTRY_ONLY'] }, '1.30': { enum: ['ALLOW_ANY', 'REGISTRY_ONLY'] } },
    },
    tls: { $ref: 'ClientTLSSettings', since: '1.31' },
  },
  { required: ['mode'] },
);

const serviceSettings = list(
  message(
    {
      hosts: list(filled, { minItems: 1 }),
      settings: message({ clusterLocal: flag }, { required: ['clusterLocal'] }),
    },
    { required: ['hosts', 'settings'] },
  ),
);

/**
 * MeshConfig as an author of a mesh may say it. It is no CRD: this is written by hand from its reference. Left out are
 * fields that are deprecated, that only ambient reads, and that Istio's charts or a mesh's own settings fill.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export const meshConfigSchema: FieldSchema = message({
  accessLogFile: text,
  accessLogFormat: text,
  accessLogEncoding: choice('TEXT', 'JSON'),
  ca: message(
    { address: filled, tlsSettings: { $ref: 'ClientTLSSettings' }, requestTimeout: duration, istiodSide: flag },
    { required: ['address'] },
  ),
  caCertificates: list(trustedRoot),
  connectTimeout: duration,
  defaultConfig: proxyDefaults,
  defaultServiceExportTo: texts,
  defaultVirtualServiceExportTo: texts,
  defaultDestinationRuleExportTo: texts,
  defaultHttpRetryPolicy: { $ref: 'HTTPRetry' },
  defaultProviders: message({ tracing: texts, metrics: texts, accessLogging: texts }),
  defaultTrafficPolicy: message(
    { connectionPool: { $ref: 'ConnectionPoolSettings' }, outlierDetection: { $ref: 'OutlierDetection' } },
    { since: '1.31' },
  ),
  discoverySelectors: list(selector),
  dnsRefreshRate: duration,
  enableAutoMtls: flag,
  enableEnvoyAccessLogService: flag,
  disableEnvoyListenerLog: flag,
  enablePrometheusMerge: flag,
  enableTracing: flag,
  extensionProviders: list(extensionProvider),
  h2UpgradePolicy: choice('DO_NOT_UPGRADE', 'UPGRADE'),
  inboundTrafficPolicy: message({ mode: choice('PASSTHROUGH', 'LOCALHOST') }, { required: ['mode'] }),
  inboundClusterStatName: text,
  outboundClusterStatName: text,
  ingressClass: text,
  ingressControllerMode: choice('OFF', 'DEFAULT', 'STRICT'),
  ingressSelector: text,
  ingressService: text,
  localityLbSetting: { $ref: 'LocalityLoadBalancerSetting' },
  meshMTLS: message(tlsLimits),
  outboundTrafficPolicy,
  pathNormalization: message(
    { normalization: choice('DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES') },
    { required: ['normalization'] },
  ),
  protocolDetectionTimeout: duration,
  proxyHttpPort: count,
  proxyInboundListenPort: port,
  proxyListenPort: port,
  serviceEntryVisibility,
  serviceSettings,
  tcpKeepalive: { $ref: 'TcpKeepalive' },
  tlsDefaults: message({ ...tlsLimits, ecdhCurves: texts }),
  zoneAwareLbSetting: { $ref: 'ZoneAwareLoadBalancerSetting', since: '1.31' },
});
