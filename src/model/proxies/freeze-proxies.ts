import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Element } from '../element.ts';
import { byKey, type Freezing } from '../freezing.ts';
import { withGatewaysBetween } from '../outside/freeze-through.ts';
import { freezeVmWorkloads } from '../outside/freeze-vm-workloads.ts';
import { VmWorkloads } from '../outside/vm-workloads.ts';
import type { Scoped } from '../snapshot-types.ts';
import { frozen } from './freeze-proxy.ts';
import { LocalRateLimit } from './local-rate-limit.ts';
import { ProxyConfig } from './proxy-config.ts';
import { proxyConfigJudge, rateLimitJudge, telemetryJudge, wasmPluginJudge } from './proxy-judges.ts';
import type {
  LocalRateLimitSnapshot,
  ProxyConfigSnapshot,
  ProxySnapshots,
  SidecarScopeSnapshot,
  TelemetrySnapshot,
  WasmPluginSnapshot,
} from './proxy-snapshot.ts';
import { sidecarScopeJudge } from './sidecar-judge.ts';
import { SidecarScope } from './sidecar-scope.ts';
import { Telemetry } from './telemetry.ts';
import { WasmPlugin } from './wasm-plugin.ts';

/** Finds the constructs of a class under a mesh, in an order that does not depend on declaration. */
export interface Declared {
  policies<T extends Element>(type: abstract new (...args: never[]) => T): readonly T[];
}

export function freezeProxies(mine: Declared, freezing: Freezing): ProxySnapshots {
  const each = <T extends Element, R>(type: abstract new (...args: never[]) => T, freeze: (one: T) => R): R[] =>
    freezing.each(mine.policies(type), freeze);
  return {
    telemetries: each(Telemetry, (one) => freezeTelemetry(one, freezing)),
    proxyConfigs: each(ProxyConfig, (one) => frozen<ProxyConfigSnapshot>(one, proxyConfigJudge, freezing)),
    wasmPlugins: each(WasmPlugin, (one) => frozen<WasmPluginSnapshot>(one, wasmPluginJudge, freezing)),
    sidecarScopes: each(SidecarScope, (one) => frozen<SidecarScopeSnapshot>(one, sidecarScopeJudge, freezing)),
    localRateLimits: each(LocalRateLimit, (one) => freezeRateLimit(one, freezing)),
    vmWorkloads: each(VmWorkloads, (one) => freezeVmWorkloads(one, freezing)),
  };
}

/** Services with what others say of them: gateways that call them in their callers' stead, and machines that serve them. */
export function withBeyond(
  services: readonly ServiceFacts[],
  { vmWorkloads }: Pick<ProxySnapshots, 'vmWorkloads'>,
): readonly ServiceFacts[] {
  const called = withGatewaysBetween(services);
  if (vmWorkloads.length === 0) return called;
  return called.map((service) => {
    const machines = vmWorkloads
      .filter((vms) => vms.service === service.key)
      .flatMap(({ in: clusters = [], version }) => clusters.map((cluster) => ({ cluster, version })))
      .sort(byKey(({ cluster, version = '' }) => `${cluster} ${version}`));
    return machines.length === 0 ? service : { ...service, machines };
  });
}

function freezeTelemetry(telemetry: Telemetry<string, string>, freezing: Freezing): TelemetrySnapshot {
  const { accessLogging, metrics, tracing, ...scoped } = frozen<Scoped & Record<string, unknown>>(
    telemetry,
    telemetryJudge,
    freezing,
  );
  const list = (value: unknown) => (Array.isArray(value) ? value : [value]);
  return {
    ...scoped,
    ...(accessLogging !== undefined && { accessLogging: list(accessLogging) }),
    ...(metrics !== undefined && { metrics: list(metrics) }),
    ...(tracing !== undefined && { tracing: list(tracing) }),
  };
}

function freezeRateLimit(limit: LocalRateLimit<string, string>, freezing: Freezing): LocalRateLimitSnapshot {
  const {
    requests,
    burst = requests,
    status = 429,
    enforced = 100,
    ...rest
  } = frozen<Scoped & Omit<LocalRateLimitSnapshot, 'burst' | 'status' | 'enforced'> & Partial<LocalRateLimitSnapshot>>(
    limit,
    rateLimitJudge,
    freezing,
  );
  return { requests, burst, status, enforced, ...rest };
}
