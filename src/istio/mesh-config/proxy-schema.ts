import type { FieldSchema } from '../generated/schemas/schema.ts';
import { choice, count, duration, empty, flag, labels, message, port, text, texts } from './words.ts';

const disabled = message({ disabled: flag }, { required: ['disabled'] });
const enabled = message({ enabled: flag }, { required: ['enabled'] });
const forwardClientCert = choice('SANITIZE', 'FORWARD_ONLY', 'APPEND_FORWARD', 'SANITIZE_SET', 'ALWAYS_FORWARD_ONLY');

/** @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig */
export const proxyDefaults: FieldSchema = message({
  concurrency: count,
  drainDuration: duration,
  terminationDrainDuration: duration,
  holdApplicationUntilProxyStarts: flag,
  image: message({ imageType: choice('default', 'debug', 'distroless') }, { required: ['imageType'] }),
  interceptionMode: choice('REDIRECT', 'TPROXY', 'NONE'),
  proxyMetadata: labels,
  runtimeValues: labels,
  proxyAdminPort: port,
  statusPort: port,
  statNameLength: count,
  statsdUdpAddress: text,
  statsCompression: flag,
  extraStatTags: texts,
  proxyStatsMatcher: message({ inclusionPrefixes: texts, inclusionSuffixes: texts, inclusionRegexps: texts }),
  tracingServiceName: choice('APP_LABEL_AND_NAMESPACE', 'CANONICAL_NAME_ONLY', 'CANONICAL_NAME_AND_NAMESPACE'),
  tracing: message({
    sampling: { type: 'number', minimum: 0, maximum: 100 },
    maxPathTagLength: count,
    enableIstioTags: flag,
  }),
  gatewayTopology: message({
    numTrustedProxies: count,
    forwardClientCertDetails: forwardClientCert,
    proxyProtocol: empty,
  }),
  proxyHeaders: message({
    attemptCount: disabled,
    envoyDebugHeaders: disabled,
    forwardedClientCert: forwardClientCert,
    metadataExchangeHeaders: message({ mode: choice('UNDEFINED', 'IN_MESH') }, { required: ['mode'] }),
    preserveHttp1HeaderCase: flag,
    requestId: disabled,
    server: message({ disabled: flag, value: text }),
    setCurrentClientCertDetails: message({ subject: flag, cert: flag, chain: flag, dns: flag, uri: flag }),
    xForwardedHost: enabled,
    xForwardedPort: enabled,
  }),
  caCertificatesPem: texts,
  fileFlushInterval: duration,
  fileFlushMinSizeKb: count,
});
