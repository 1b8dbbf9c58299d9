import type { Duration } from '../../istio/duration.ts';

/**
 * Defaults of every proxy. What the charts set themselves (where istiod is, the mesh's id) is not here.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export interface ProxyDefaults {
  /** Threads of Envoy; 0: one a core. @default 2 for sidecars */
  readonly concurrency?: number;
  /** Time for connections to end when a proxy is restarted; whole seconds. @default '45s' */
  readonly drainDuration?: Duration;
  /** Time for connections to end when a pod is stopped. @default '5s' */
  readonly terminationDrainDuration?: Duration;
  /** Whether the application starts only when its proxy is ready. @default false */
  readonly holdApplicationUntilProxyStarts?: boolean;
  readonly image?: { readonly imageType: 'default' | 'debug' | 'distroless' };
  readonly interceptionMode?: 'REDIRECT' | 'TPROXY' | 'NONE';
  /** Environment of the proxies, `ISTIO_META_DNS_CAPTURE` and the like. */
  readonly proxyMetadata?: Readonly<Record<string, string>>;
  readonly runtimeValues?: Readonly<Record<string, string>>;
  readonly proxyAdminPort?: number;
  readonly statusPort?: number;
  readonly statNameLength?: number;
  readonly statsdUdpAddress?: string;
  readonly statsCompression?: boolean;
  readonly extraStatTags?: readonly string[];
  readonly proxyStatsMatcher?: {
    readonly inclusionPrefixes?: readonly string[];
    readonly inclusionSuffixes?: readonly string[];
    readonly inclusionRegexps?: readonly string[];
  };
  readonly tracingServiceName?: 'APP_LABEL_AND_NAMESPACE' | 'CANONICAL_NAME_ONLY' | 'CANONICAL_NAME_AND_NAMESPACE';
  /** Share of requests and tags of spans; which tracer is `extensionProviders`' matter. */
  readonly tracing?: {
    /** Percent. @default 1 */
    readonly sampling?: number;
    readonly maxPathTagLength?: number;
    readonly enableIstioTags?: boolean;
  };
  /** What stands in front of the gateways. */
  readonly gatewayTopology?: {
    /** Proxies whose `X-Forwarded-For` is believed. @default 0 */
    readonly numTrustedProxies?: number;
    readonly forwardClientCertDetails?: ForwardClientCert;
    readonly proxyProtocol?: Readonly<Record<string, never>>;
  };
  /** Headers that proxies add to requests and answers. */
  readonly proxyHeaders?: {
    readonly attemptCount?: Disabled;
    readonly envoyDebugHeaders?: Disabled;
    readonly forwardedClientCert?: ForwardClientCert;
    readonly metadataExchangeHeaders?: { readonly mode: 'UNDEFINED' | 'IN_MESH' };
    readonly preserveHttp1HeaderCase?: boolean;
    readonly requestId?: Disabled;
    readonly server?: { readonly disabled?: boolean; readonly value?: string };
    readonly setCurrentClientCertDetails?: {
      readonly subject?: boolean;
      readonly cert?: boolean;
      readonly chain?: boolean;
      readonly dns?: boolean;
      readonly uri?: boolean;
    };
    readonly xForwardedHost?: { readonly enabled: boolean };
    readonly xForwardedPort?: { readonly enabled: boolean };
  };
  readonly caCertificatesPem?: readonly string[];
  readonly fileFlushInterval?: Duration;
  readonly fileFlushMinSizeKb?: number;
}

type ForwardClientCert = 'SANITIZE' | 'FORWARD_ONLY' | 'APPEND_FORWARD' | 'SANITIZE_SET' | 'ALWAYS_FORWARD_ONLY';

interface Disabled {
  readonly disabled: boolean;
}
