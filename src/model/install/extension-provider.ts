import type { Duration } from '../../istio/duration.ts';

/** Something outside of the proxies that policies name: one kind of it. */
export type ExtensionProvider = { readonly name: string } & OneOf<Kinds>;

/** Exactly one of the fields. */
type OneOf<T> = {
  [K in keyof T]: { readonly [Key in K]: T[K] } & { readonly [Other in Exclude<keyof T, K>]?: never };
}[keyof T];

interface Kinds {
  /** Asked over HTTP whether a request may pass: `custom` of an AccessPolicy. */
  readonly envoyExtAuthzHttp: HttpAuthorizer;
  /** The same over gRPC. */
  readonly envoyExtAuthzGrpc: GrpcAuthorizer;
  readonly zipkin: ZipkinTracing;
  readonly datadog: ProviderService & MaxTagLength;
  readonly skywalking: ProviderService;
  readonly opentelemetry: OpenTelemetryTracing;
  readonly stackdriver: { readonly maxTagLength?: number; readonly logging?: { readonly labels: Labels } };
  readonly prometheus: Readonly<Record<string, never>>;
  readonly envoyFileAccessLog: FileAccessLog;
  readonly envoyHttpAls: GrpcAccessLog & HeadersToLog;
  readonly envoyTcpAls: GrpcAccessLog;
  readonly envoyOtelAls: ProviderService & { readonly logName?: string; readonly logFormat?: OtelLogFormat };
}

type Labels = Readonly<Record<string, string>>;

/** Where a provider listens. */
export interface ProviderService {
  /** Its host as Istio knows it: `auth.platform.svc.cluster.local`, with `<namespace>/` before it where several have it. */
  readonly service: string;
  readonly port: number;
}

/** How long a tag on a span may be. */
export interface MaxTagLength {
  /** @default 256 */
  readonly maxTagLength?: number;
}

interface Authorizer extends ProviderService {
  /** @default '600s' */
  readonly timeout?: Duration;
  /** Whether requests pass while nobody answers. @default false */
  readonly failOpen?: boolean;
  /** The status that clients get while nobody answers. @default '403' */
  readonly statusOnError?: string;
  /** Whether the route is chosen again after the authorizer changed headers. @default false */
  readonly clearRouteCache?: boolean;
  /** How much of the body is sent along. @default none */
  readonly includeRequestBodyInCheck?: {
    readonly maxRequestBytes: number;
    readonly allowPartialMessage?: boolean;
    readonly packAsBytes?: boolean;
  };
}

/**
 * An authorizer that is asked over HTTP.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-EnvoyExternalAuthorizationHttpProvider
 */
export interface HttpAuthorizer extends Authorizer {
  readonly pathPrefix?: string;
  readonly includeRequestHeadersInCheck?: readonly string[];
  readonly includeAdditionalHeadersInCheck?: Labels;
  readonly headersToUpstreamOnAllow?: readonly string[];
  readonly headersToDownstreamOnAllow?: readonly string[];
  readonly headersToDownstreamOnDeny?: readonly string[];
}

/**
 * An authorizer that is asked over gRPC.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-EnvoyExternalAuthorizationGrpcProvider
 */
export interface GrpcAuthorizer extends Authorizer {}

/**
 * Where spans go in the format of Zipkin.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-ZipkinTracingProvider
 */
export interface ZipkinTracing extends ProviderService, MaxTagLength {
  readonly enable64bitTraceId?: boolean;
  readonly path?: string;
  readonly traceContextOption?: 'USE_B3' | 'USE_B3_WITH_W3C_PROPAGATION';
  readonly timeout?: Duration;
  readonly headers?: readonly ProviderHeader[];
}

/**
 * Where spans go in the format of OpenTelemetry.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-OpenTelemetryTracingProvider
 */
export type OpenTelemetryTracing = OpenTelemetryCommon &
  (
    | { /** Over HTTP. @default gRPC */ readonly http?: ProviderHttp; readonly grpc?: never }
    | { readonly grpc: ProviderGrpc; readonly http?: never }
  );

/** How a provider is asked over gRPC. */
export interface ProviderGrpc {
  readonly timeout?: Duration;
  readonly initialMetadata?: readonly ProviderHeader[];
}

interface OpenTelemetryCommon extends ProviderService, MaxTagLength {
  readonly resourceDetectors?: {
    readonly environment?: Readonly<Record<string, never>>;
    readonly dynatrace?: Readonly<Record<string, never>>;
  };
  /** From Istio 1.31. */
  readonly serviceAttributeEnrichment?: 'ISTIO_CANONICAL' | 'OTEL_SEMANTIC_CONVENTIONS';
  readonly dynatraceSampler?: {
    readonly tenant: string;
    readonly clusterId: number;
    readonly rootSpansPerMinute?: number;
    readonly httpService: ProviderService & { readonly http: ProviderHttp };
  };
}

/** Where and how a provider is asked over HTTP. */
export interface ProviderHttp {
  readonly path: string;
  readonly timeout?: Duration;
  readonly headers?: readonly ProviderHeader[];
}

/** A header by its value, or by the variable of istiod that holds it. */
export type ProviderHeader =
  | { readonly name: string; readonly value: string; readonly envName?: never }
  | { readonly name: string; readonly envName: string; readonly value?: never };

/**
 * A file that requests are logged to.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-EnvoyFileAccessLogProvider
 */
export interface FileAccessLog {
  readonly path: string;
  readonly logFormat?: LogFormat;
  /** From Istio 1.29. */
  readonly omitEmptyValues?: boolean;
}

/** One line of text, or JSON with these members. */
export type LogFormat =
  | { readonly text: string; readonly labels?: never }
  | { readonly labels: Readonly<Record<string, unknown>>; readonly text?: never };

/** Body and attributes of an OpenTelemetry record. */
export interface OtelLogFormat {
  readonly text?: string;
  readonly labels?: Readonly<Record<string, unknown>>;
}

/**
 * A service that requests are logged to.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider-EnvoyTcpGrpcV3LogProvider
 */
export interface GrpcAccessLog extends ProviderService {
  readonly logName?: string;
  readonly filterStateObjectsToLog?: readonly string[];
}

interface HeadersToLog {
  readonly additionalRequestHeadersToLog?: readonly string[];
  readonly additionalResponseHeadersToLog?: readonly string[];
  readonly additionalResponseTrailersToLog?: readonly string[];
}
