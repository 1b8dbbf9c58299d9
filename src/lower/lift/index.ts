// What can be read back, a line a kind of Istio.
export { authorizationPolicy } from './authorization-policy.ts';
export { destinationRule } from './destination-rule.ts';
export { envoyFilter } from './envoy-filter.ts';
export { gateway } from './gateway.ts';
export { peerAuthentication } from './peer-authentication.ts';
export { proxyConfig } from './proxy-config.ts';
export { requestAuthentication } from './request-authentication.ts';
export { serviceEntry } from './service-entry.ts';
export { sidecar } from './sidecar.ts';
export { telemetry } from './telemetry.ts';
export { virtualService } from './virtual-service.ts';
export { wasmPlugin } from './wasm-plugin.ts';
export { workloadEntry } from './workload-entry.ts';
export { workloadGroup } from './workload-group.ts';
