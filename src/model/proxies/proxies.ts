// What proxies know, tell and run.
export { ProxyConfig } from './proxy-config.ts';
export { SidecarScope } from './sidecar-scope.ts';
export { Telemetry } from './telemetry.ts';
export { WasmPlugin } from './wasm-plugin.ts';
