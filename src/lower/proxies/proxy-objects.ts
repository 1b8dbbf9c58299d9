import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { vmWorkloads } from '../outside/vm-workloads.ts';
import { localRateLimits } from './local-rate-limit.ts';
import { proxyConfigs } from './proxy-config.ts';
import { sidecars } from './sidecar.ts';
import { telemetries } from './telemetry.ts';
import { wasmPlugins } from './wasm-plugin.ts';

/** What is said of proxies beyond requests, and of machines. */
export function proxyObjects(index: MeshIndex): ClusterObject[] {
  return [
    ...vmWorkloads(index),
    ...sidecars(index),
    ...telemetries(index),
    ...proxyConfigs(index),
    ...wasmPlugins(index),
    ...localRateLimits(index),
  ];
}
