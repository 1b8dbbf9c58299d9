import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import type { VmProbe } from '../outside/vm-workloads.ts';
import type { Scoped } from '../snapshot-types.ts';
import type { LocalRateLimitProps } from './local-rate-limit.ts';
import type { ProxyConfigProps } from './proxy-config.ts';
import type { ProxyPlace } from './proxy-scope.ts';
import type { SidecarConnectionPool, SidecarEgress, SidecarIngress, SidecarOutbound } from './sidecar-scope.ts';
import type { AccessLogging, MetricsSetting, TracingSetting } from './telemetry.ts';
import type { WasmPluginProps } from './wasm-plugin.ts';

export type { VmProbe } from '../outside/vm-workloads.ts';

/** What authors say of proxies beyond requests, and of machines. */
export interface ProxySnapshots {
  readonly telemetries: readonly TelemetrySnapshot[];
  readonly proxyConfigs: readonly ProxyConfigSnapshot[];
  readonly wasmPlugins: readonly WasmPluginSnapshot[];
  readonly sidecarScopes: readonly SidecarScopeSnapshot[];
  readonly localRateLimits: readonly LocalRateLimitSnapshot[];
  readonly vmWorkloads: readonly VmWorkloadsSnapshot[];
}

/** Lists are never empty: what says nothing is not there. */
export interface TelemetrySnapshot extends Scoped {
  readonly accessLogging?: readonly AccessLogging[];
  readonly metrics?: readonly MetricsSetting[];
  readonly tracing?: readonly TracingSetting[];
}

export interface ProxyConfigSnapshot extends Scoped, Omit<ProxyConfigProps, keyof ProxyPlace> {}

export interface WasmPluginSnapshot extends Scoped, Omit<WasmPluginProps, keyof ProxyPlace> {}

export interface SidecarScopeSnapshot extends Scoped {
  readonly egress?: readonly SidecarEgress[];
  readonly alsoHosts?: readonly string[];
  readonly ingress?: readonly SidecarIngress[];
  readonly inboundConnectionPool?: SidecarConnectionPool;
  readonly outboundTrafficPolicy?: SidecarOutbound;
}

/** The subject is a service, a port of one, or a gateway. */
export interface LocalRateLimitSnapshot
  extends Scoped,
    Required<Pick<LocalRateLimitProps<string>, 'requests' | 'per' | 'status' | 'enforced' | 'burst'>> {
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** Machines of a service: those that register themselves by the template, and those listed. */
export interface VmWorkloadsSnapshot extends Scoped {
  readonly service: string;
  readonly version: string | undefined;
  /** What both kinds have in common, labels of the service and its account among it. */
  readonly template: WorkloadEntrySpec;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly probe?: VmProbe;
  readonly machines: readonly { readonly name: string; readonly entry: WorkloadEntrySpec }[];
  /** Only the machines, without a group: what a WorkloadEntry by itself tells. */
  readonly alone?: true;
}
