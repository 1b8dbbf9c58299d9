import type { Duration } from '../../istio/duration.ts';
import { Element } from '../element.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import type { Mesh } from '../topology/mesh.ts';
import type { Service, ServiceInMesh } from '../topology/service.ts';
import type { ProxyPlace } from './proxy-scope.ts';

/** Which of a proxy's two sides: requests that it sends, that it takes, or both. */
export type TelemetryMode = 'CLIENT' | 'SERVER' | 'CLIENT_AND_SERVER';

/** Names of `extensionProviders` in MeshConfig. */
export type Providers = readonly [string, ...string[]];

/**
 * What proxies log of requests, and who writes it.
 * @see https://istio.io/latest/docs/reference/config/telemetry/#AccessLogging
 */
export interface AccessLogging {
  /** Who writes the log. @default the mesh's default providers */
  readonly providers?: Providers;
  /** @default both sides */
  readonly mode?: TelemetryMode;
  /** Requests that are logged, as a CEL expression: `response.code >= 400`. @default all */
  readonly filter?: string;
  /** Whether nothing is logged, whatever wider ones say. @default false */
  readonly disabled?: boolean;
}

/** Metrics that Istio knows by name; ALL_METRICS are all of them. */
export type MetricName =
  | 'ALL_METRICS'
  | 'REQUEST_COUNT'
  | 'REQUEST_DURATION'
  | 'REQUEST_SIZE'
  | 'RESPONSE_SIZE'
  | 'TCP_OPENED_CONNECTIONS'
  | 'TCP_CLOSED_CONNECTIONS'
  | 'TCP_SENT_BYTES'
  | 'TCP_RECEIVED_BYTES'
  | 'GRPC_REQUEST_MESSAGES'
  | 'GRPC_RESPONSE_MESSAGES';

/**
 * What is different about one metric, or about all.
 * @see https://istio.io/latest/docs/reference/config/telemetry/#MetricsOverrides
 */
export interface MetricOverride {
  /** One of Istio's, or a metric by a name of its own. @default all metrics */
  readonly metric?: MetricName | { readonly custom: string };
  /** @default both sides */
  readonly mode?: TelemetryMode;
  /** Whether the metric is not made. @default false */
  readonly disabled?: boolean;
  /** Tags by name: the CEL expression of their value, or `'REMOVE'` as an operation in place of one. */
  readonly tagOverrides?: Readonly<Record<string, { readonly value: string } | { readonly operation: 'REMOVE' }>>;
}

/**
 * What proxies count.
 * @see https://istio.io/latest/docs/reference/config/telemetry/#Metrics
 */
export interface MetricsSetting {
  /** @default the mesh's default providers */
  readonly providers?: Providers;
  readonly overrides?: readonly [MetricOverride, ...MetricOverride[]];
  /** Time between two reports over TCP connections that stay open. @default '5s' */
  readonly reportingInterval?: Duration;
}

/** What a span's tag says: a fixed text, a variable of the proxy's environment, a header, or Envoy's format string. */
export type SpanTag =
  | { readonly literal: string }
  | { readonly environment: string; readonly defaultValue?: string }
  | { readonly header: string; readonly defaultValue?: string }
  | { readonly formatter: string };

/**
 * Which requests are traced, and what their spans say.
 * @see https://istio.io/latest/docs/reference/config/telemetry/#Tracing
 */
export interface TracingSetting {
  /** One name. @default the mesh's default provider */
  readonly providers?: Providers;
  /** @default both sides */
  readonly mode?: TelemetryMode;
  /** Share of requests that begin a trace, in per cent with up to two decimals. @default the mesh's, 1 */
  readonly randomSamplingPercentage?: number;
  /** Whether spans are made and not sent. @default false */
  readonly disableSpanReporting?: boolean;
  /** Whether headers of a trace are not passed on. Known from Istio 1.30 on. @default false */
  readonly disableContextPropagation?: boolean;
  /** Whether spans have Istio's own tags. @default true */
  readonly enableIstioTags?: boolean;
  /** Whether the request's ID decides about sampling, so that it is the same at every proxy. @default true */
  readonly useRequestIdForTraceSampling?: boolean;
  /** Tags of every span, by name. */
  readonly customTags?: Readonly<Record<string, SpanTag>>;
}

/** What proxies tell of requests; a narrower Telemetry replaces what it sets. */
export interface TelemetryProps extends ProxyPlace {
  /** Which requests are logged, and by whom. @default what wider ones and MeshConfig say */
  readonly accessLogging?: AccessLogging | readonly [AccessLogging, ...AccessLogging[]];
  /** Which metrics there are, and with which tags. @default Istio's own, for the mesh's default providers */
  readonly metrics?: MetricsSetting | readonly [MetricsSetting, ...MetricsSetting[]];
  /** Which requests are traced, and what their spans tell. @default what wider ones and MeshConfig say */
  readonly tracing?: TracingSetting | readonly [TracingSetting, ...TracingSetting[]];
}

/**
 * Access logs, metrics and traces of the proxies of a service, a gateway, some pods, a namespace or the mesh.
 * @see https://istio.io/latest/docs/reference/config/telemetry/
 */
export class Telemetry<V extends string = never, P extends string = never> extends Element {
  readonly subject: Mesh | IngressGateway | Service<V, P>;
  readonly props: TelemetryProps;

  constructor(scope: Mesh | IngressGateway | ServiceInMesh<V, P>, id: string, props: TelemetryProps) {
    super(scope, id);
    this.subject = scope;
    this.props = props;
  }
}
