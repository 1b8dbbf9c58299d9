// The words of what leaves the mesh and of what is said of proxies.
export type { EgressGatewayProps } from './egress-gateway.ts';
export type { ExternalEndpoint, ExternalIn, ExternalServiceProps } from './external-service.ts';
export type { LocalRateLimitProps } from './local-rate-limit.ts';
export type { ProxyConfigProps } from './proxy-config.ts';
export type { ServiceInMesh } from './service.ts';
export type {
  SidecarConnectionPool,
  SidecarEgress,
  SidecarIngress,
  SidecarOutbound,
  SidecarScopeProps,
  SidecarTls,
} from './sidecar-scope.ts';
export type {
  AccessLogging,
  MetricOverride,
  MetricsSetting,
  SpanTag,
  TelemetryProps,
  TracingSetting,
} from './telemetry.ts';
export type { Vm, VmProbe, VmWorkloadsProps } from './vm-workloads.ts';
export type { WasmMatch, WasmPluginProps } from './wasm-plugin.ts';
