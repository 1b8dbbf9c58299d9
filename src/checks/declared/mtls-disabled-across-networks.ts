import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { MutualTlsSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { Reach } from './walks/reach.ts';
import { ServerRules } from './walks/server-rules.ts';
import { counted } from './walks/wording.ts';

/** East-west gateways pass only mutual TLS, so endpoints that do not speak it vanish for callers in other networks. */
export const mtlsDisabledAcrossNetworks = defineCheck({
  code: 'mtls-disabled-across-networks',
  severity: 'warning',
  *find({ index }) {
    if (!index.multiNetwork) return;
    const reach = new Reach(index);
    const rules = new ServerRules(index);
    const disabled = new Map<MutualTlsSnapshot, Map<string, Set<string>>>();
    for (const service of index.mesh.inventory.services) {
      if (!service.sidecar) yield* withoutSidecar(index, reach, service);
      else
        for (const [rule, clusters] of vanishing(index, reach, rules, service))
          disabled.set(rule, (disabled.get(rule) ?? new Map()).set(service.key, clusters));
    }
    for (const [rule, services] of disabled) yield report(rule, services);
  },
});

/** Server clusters of the service that callers in another network lose, by the rule that takes them away. */
function vanishing(
  index: MeshIndex,
  reach: Reach,
  rules: ServerRules,
  service: ServiceFacts,
): Map<MutualTlsSnapshot, Set<string>> {
  const found = new Map<MutualTlsSnapshot, Set<string>>();
  for (const server of index.serverClusters(service)) {
    const off = service.ports
      .map((port) => rules.inForce(service, port, server))
      .find((rule) => rule?.mode === 'DISABLE');
    if (!off || index.clientClusters(service).every((client) => reach.sameNetwork(client, server))) continue;
    found.set(off, (found.get(off) ?? new Set()).add(server));
  }
  return found;
}

function report(rule: MutualTlsSnapshot, services: ReadonlyMap<string, ReadonlySet<string>>): CheckFinding {
  const clusters = [...services.values()].flatMap((found) => [...found]);
  return {
    at: rule.at,
    message: `MutualTls '${rule.id}' disables mutual TLS for ${counted('service', services.keys())} in ${counted('cluster', clusters)}, which callers in other networks use too.`,
    why: 'East-west gateways pass nothing but mutual TLS: for those callers the endpoints vanish, and the rest carry the load or there are none.',
    hint: 'Use PERMISSIVE, which takes plaintext and mutual TLS, or keep the callers in the network of the service.',
  };
}

function* withoutSidecar(index: MeshIndex, reach: Reach, service: ServiceFacts): Iterable<CheckFinding> {
  const servers = index.serverClusters(service);
  const cut = index
    .clientClusters(service)
    .filter((client) => !servers.some((server) => reach.sameNetwork(client, server)));
  if (servers.length === 0 || cut.length === 0) return;
  yield {
    at: placeOfService(index, service.key),
    message: `Service '${service.key}' has no sidecar and runs in ${counted('cluster', servers)}; callers in ${counted('cluster', cut)} are in another network.`,
    why: 'East-west gateways pass nothing but mutual TLS, which pods without a sidecar do not speak: those callers have no endpoint at all.',
    hint: 'Give the service a sidecar, run it in their network too, or close its list of callers.',
  };
}
