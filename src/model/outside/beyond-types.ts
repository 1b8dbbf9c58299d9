// The words of what leaves the mesh and of what is said of proxies.

export type { LocalRateLimitProps } from '../proxies/local-rate-limit.ts';
export type { ProxyConfigProps } from '../proxies/proxy-config.ts';
export type {
  SidecarConnectionPool,
  SidecarEgress,
  SidecarIngress,
  SidecarOutbound,
  SidecarScopeProps,
  SidecarTls,
} from '../proxies/sidecar-scope.ts';
export type {
  AccessLogging,
  MetricOverride,
  MetricsSetting,
  SpanTag,
  TelemetryProps,
  TracingSetting,
} from '../proxies/telemetry.ts';
export type { WasmMatch, WasmPluginProps } from '../proxies/wasm-plugin.ts';
export type { ServiceInMesh } from '../topology/service.ts';
export type { EgressGatewayProps } from './egress-gateway.ts';
export type { ExternalEndpoint, ExternalIn, ExternalServiceProps } from './external-service.ts';
export type { Vm, VmProbe, VmWorkloadsProps } from './vm-workloads.ts';
