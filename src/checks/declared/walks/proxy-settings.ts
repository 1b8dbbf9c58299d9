import type { MeshSnapshot, Scoped } from '../../../model/snapshot-types.ts';

/** What is said of proxies beyond requests, and of machines, by the name of its construct. */
export function proxySettings(mesh: MeshSnapshot): readonly (readonly [string, readonly Scoped[]])[] {
  return [...ofProxies(mesh), ['VmWorkloads', mesh.vmWorkloads]];
}

/** The same without machines: what a proxy has to be there for. */
export function ofProxies(mesh: MeshSnapshot): readonly (readonly [string, readonly Scoped[]])[] {
  return [...exclusive(mesh), ['WasmPlugin', mesh.wasmPlugins]];
}

/** Those of which one holds for a subject: a second one would replace it. */
export function exclusive(mesh: MeshSnapshot): readonly (readonly [string, readonly Scoped[]])[] {
  return [
    ['Telemetry', mesh.telemetries],
    ['ProxyConfig', mesh.proxyConfigs],
    ['SidecarScope', mesh.sidecarScopes],
    ['LocalRateLimit', mesh.localRateLimits],
  ];
}
