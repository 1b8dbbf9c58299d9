import type { Duration } from '../../istio/duration.ts';
import type {
  ClientTLSSettings,
  ConnectionPoolSettings,
  HTTPRetry,
  LocalityLoadBalancerSetting,
  OutlierDetection,
  TcpKeepalive,
  ZoneAwareLoadBalancerSetting,
} from '../../istio/generated/types/index.ts';
import type { ExtensionProvider } from './extension-provider.ts';
import type { ProxyDefaults } from './proxy-defaults.ts';

/** Namespaces that see an object: `*` for all, `.` for its own, or a name. */
export type ExportTo = readonly string[];

/** Namespaces, or other objects, by their labels. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** What a label must be. `values` goes with `In` and `NotIn`. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** Settings of some hosts. */
export interface ServiceSettings {
  /** Full names of services, or `*.<suffix>`; the most specific entry counts. */
  readonly hosts: readonly [string, ...string[]];
  readonly settings: {
    /** Whether clients only ever get endpoints of their own cluster. */
    readonly clusterLocal: boolean;
  };
}

/** A root that proxies believe beside that of their own istiod. */
export type TrustedRoot = {
  /** Trust domains whose certificates it vouches for. @default all */
  readonly trustDomains?: readonly string[];
  /** Signers of Kubernetes' that it stands for. */
  readonly certSigners?: readonly string[];
} & (
  | { readonly pem: string; readonly spiffeBundleUrl?: never }
  | { readonly spiffeBundleUrl: string; readonly pem?: never }
);

/** Limits on TLS. */
export interface TlsLimits {
  /** @default 'TLSV1_2' */
  readonly minProtocolVersion?: 'TLS_AUTO' | 'TLSV1_2' | 'TLSV1_3';
  readonly cipherSuites?: readonly string[];
}

/** An authority that signs the certificates of proxies in istiod's place. */
export interface CertificateAuthority {
  /** `host:port` of its gRPC server. */
  readonly address: string;
  readonly tlsSettings?: ClientTLSSettings;
  /** @default '10s' */
  readonly requestTimeout?: Duration;
  /** Whether istiod asks it for the proxies. @default true */
  readonly istiodSide?: boolean;
}

/** Who sees ServiceEntries that say nothing of it. */
export interface ServiceEntryVisibility {
  readonly defaultVisibility?: 'NONE' | 'NAMESPACE' | 'PUBLIC';
  readonly applyToSidecars?: boolean;
  readonly policies?: readonly {
    readonly visibility: 'NONE' | 'NAMESPACE' | 'PUBLIC';
    readonly matchingRules?: readonly { readonly namespaceSelector: LabelSelector }[];
  }[];
}

/**
 * What istiod is told about the whole mesh, in the words of Istio's MeshConfig, and all of it: what is left out has Istio's
 * default. Meshwright's checks and simulator judge with it, and `helm` writes it into the values of Istio's charts. Trust
 * domains and the root namespace are settings of the mesh and of clusters.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export interface MeshConfig {
  /** File that every proxy logs requests to, `/dev/stdout` mostly. @default none: no logs */
  readonly accessLogFile?: string;
  /** @default Istio's own format */
  readonly accessLogFormat?: string;
  /** @default 'TEXT' */
  readonly accessLogEncoding?: 'TEXT' | 'JSON';
  /** Who signs certificates in istiod's place. @default istiod */
  readonly ca?: CertificateAuthority;
  /** Roots that proxies believe beside their own. @default none */
  readonly caCertificates?: readonly TrustedRoot[];
  /** Longest time for a TCP connection to come about; at most 1h. @default '10s' */
  readonly connectTimeout?: Duration;
  /** Defaults of every proxy; a ProxyConfig object or an annotation of a pod says otherwise. */
  readonly defaultConfig?: ProxyDefaults;
  /** Who sees Services that say nothing of it. @default ['*'] */
  readonly defaultServiceExportTo?: ExportTo;
  /** Who sees VirtualServices that say nothing of it; those that Meshwright writes always say it. @default ['*'] */
  readonly defaultVirtualServiceExportTo?: ExportTo;
  /** The same of DestinationRules. @default ['*'] */
  readonly defaultDestinationRuleExportTo?: ExportTo;
  /**
   * Retries of every HTTP route that has none of its own.
   * @default 2 attempts, on connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes
   */
  readonly defaultHttpRetryPolicy?: HTTPRetry;
  /** Names of `extensionProviders` that hold where a Telemetry names none. */
  readonly defaultProviders?: DefaultProviders;
  /** Connections and outlier detection of hosts without a DestinationRule that says otherwise. From Istio 1.31. */
  readonly defaultTrafficPolicy?: {
    readonly connectionPool?: ConnectionPoolSettings;
    readonly outlierDetection?: OutlierDetection;
  };
  /**
   * Namespaces that istiod looks at; one selector must match. Others are as if they were not there, with all they hold.
   * @default all
   */
  readonly discoverySelectors?: readonly LabelSelector[];
  /** How often names are looked up again when that failed. @default '60s' */
  readonly dnsRefreshRate?: Duration;
  /** Whether proxies speak mutual TLS to servers that can, without a DestinationRule. @default true */
  readonly enableAutoMtls?: boolean;
  readonly enableEnvoyAccessLogService?: boolean;
  readonly disableEnvoyListenerLog?: boolean;
  /** Whether metrics of application and proxy are served together. @default true */
  readonly enablePrometheusMerge?: boolean;
  /** @default true */
  readonly enableTracing?: boolean;
  /**
   * Authorizers, tracers, metrics and logs that policies name. `envoy`, `prometheus` and `stackdriver` are always there;
   * a policy that names another is an error.
   */
  readonly extensionProviders?: readonly ExtensionProvider[];
  /** @default 'DO_NOT_UPGRADE' */
  readonly h2UpgradePolicy?: 'DO_NOT_UPGRADE' | 'UPGRADE';
  /** Where pods get what was sent to their address: as it is, or on the loopback device. @default PASSTHROUGH */
  readonly inboundTrafficPolicy?: { readonly mode: 'PASSTHROUGH' | 'LOCALHOST' };
  readonly inboundClusterStatName?: string;
  readonly outboundClusterStatName?: string;
  readonly ingressClass?: string;
  readonly ingressControllerMode?: 'OFF' | 'DEFAULT' | 'STRICT';
  readonly ingressSelector?: string;
  readonly ingressService?: string;
  /**
   * Which localities get a host's requests where no DestinationRule says it. Failover comes about only together with
   * outlier detection.
   * @default { enabled: true }
   */
  readonly localityLbSetting?: LocalityLoadBalancerSetting;
  /** Limits on mutual TLS inside the mesh. */
  readonly meshMTLS?: TlsLimits;
  /**
   * What becomes of requests to hosts that Istio does not know: let through, or refused.
   * @default { mode: 'ALLOW_ANY' }
   */
  readonly outboundTrafficPolicy?: {
    /** `ALLOW_ANY_DYNAMIC_DNS` comes with Istio 1.31. */
    readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ALLOW_ANY_DYNAMIC_DNS';
    readonly tls?: ClientTLSSettings;
  };
  /** How proxies rewrite paths before policies look at them. @default { normalization: 'BASE' } */
  readonly pathNormalization?: {
    readonly normalization: 'DEFAULT' | 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';
  };
  /** How long a proxy waits for the first bytes of a connection whose protocol nobody told; `0s` waits for ever. */
  readonly protocolDetectionTimeout?: Duration;
  readonly proxyHttpPort?: number;
  readonly proxyInboundListenPort?: number;
  readonly proxyListenPort?: number;
  /** Who sees ServiceEntries that say nothing of it. From Istio 1.31. */
  readonly serviceEntryVisibility?: ServiceEntryVisibility;
  /** Which hosts are served inside each cluster alone. @default `*.kube-system`, the API server and istiod */
  readonly serviceSettings?: readonly ServiceSettings[];
  /** Keepalive of TCP connections. @default that of the operating system */
  readonly tcpKeepalive?: TcpKeepalive;
  /** Limits on all TLS but mutual TLS inside the mesh. */
  readonly tlsDefaults?: TlsLimits & { readonly ecdhCurves?: readonly string[] };
  /** Balancing that keeps requests in their zone; excludes `localityLbSetting`. From Istio 1.31. */
  readonly zoneAwareLbSetting?: ZoneAwareLoadBalancerSetting;
}

/** Names of `extensionProviders` by what they are for. */
export interface DefaultProviders {
  readonly tracing?: readonly string[];
  /** @default ['prometheus'] */
  readonly metrics?: readonly string[];
  readonly accessLogging?: readonly string[];
}
