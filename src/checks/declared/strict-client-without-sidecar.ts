import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { MutualTlsSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { ServerRules } from './walks/server-rules.ts';
import { counted, named } from './walks/wording.ts';

/** STRICT refuses plaintext, and a pod without a sidecar speaks nothing else. */
export const strictClientWithoutSidecar = defineCheck({
  code: 'strict-client-without-sidecar',
  severity: 'error',
  *find({ index }) {
    const rules = new ServerRules(index);
    const found = new Map<MutualTlsSnapshot, Map<ServiceFacts, Refused>>();
    for (const service of index.mesh.inventory.services) {
      const callers = plaintextCallers(index, service);
      if (callers.length === 0 || !service.sidecar) continue;
      for (const { rule, cluster } of strictRules(index, rules, service)) {
        const byCaller = found.get(rule) ?? new Map<ServiceFacts, Refused>();
        found.set(rule, byCaller);
        for (const caller of callers) {
          const refused = byCaller.get(caller) ?? { services: new Set(), clusters: new Set() };
          refused.services.add(service.key);
          refused.clusters.add(cluster);
          byCaller.set(caller, refused);
        }
      }
    }
    for (const [rule, byCaller] of found) {
      for (const [caller, refused] of byCaller) yield report(index, rule, caller, refused);
    }
  },
});

interface Refused {
  readonly services: Set<string>;
  readonly clusters: Set<string>;
}

function plaintextCallers(index: MeshIndex, service: ServiceFacts): ServiceFacts[] {
  if (service.callers === 'any') return [];
  const callers = service.callers.flatMap(({ kind, key }) =>
    kind === 'service' ? (index.services.get(key) ?? []) : [],
  );
  return callers.filter((caller) => !caller.sidecar);
}

function* strictRules(index: MeshIndex, rules: ServerRules, service: ServiceFacts) {
  for (const cluster of index.serverClusters(service)) {
    for (const port of service.ports) {
      const rule = rules.inForce(service, port, cluster);
      if (rule?.mode === 'STRICT') yield { rule, cluster };
    }
  }
}

function report(
  index: MeshIndex,
  rule: MutualTlsSnapshot,
  caller: ServiceFacts,
  { services, clusters }: Refused,
): CheckFinding {
  return {
    at: rule.at,
    message: `MutualTls '${rule.id}' is STRICT for ${counted('service', services)} in ${named(clusters)}, but the declared caller '${caller.key}' has no sidecar.`,
    why: 'Without a sidecar its connections are plaintext, and STRICT servers reset them.',
    hint: `Give '${caller.key}' a sidecar, or keep its servers at PERMISSIVE: new MutualTls(${[...services][0]?.split('/')[1]}, 'plaintext-callers', { mode: 'PERMISSIVE' }).`,
    related: [{ message: `'${caller.key}' is declared without a sidecar here`, at: placeOfService(index, caller.key) }],
  };
}
