import type { ServiceFacts } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import { principal } from '../istio/names.ts';
import type { AccessPolicySnapshot, AccessRuleSnapshot } from '../model/snapshot-types.ts';
import type { ClusterObject } from './cluster-object.ts';
import { groupBy } from './group-by.ts';
import type { MeshIndex } from './mesh-index.ts';
import { winnerIn } from './precedence.ts';

/**
 * Who may call a service: one ALLOW policy a service and server cluster, complete, because the first one turns
 * everything it does not name away. One that is only watched is another object beside it.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function authorizationPolicies(index: MeshIndex): ClusterObject[] {
  const byService = groupBy(index.mesh.accessPolicies, ({ service, dryRun }) => `${service} ${dryRun}`);
  return [...byService.values()].flatMap((policies) => {
    const service = index.services.get(policies[0]?.service ?? '');
    if (!service) return [];
    const built = new Map<AccessPolicySnapshot, Manifest>();
    return index.serverClusters(service).flatMap((cluster) => {
      const policy = winnerIn(policies, cluster);
      if (!policy) return [];
      const manifest = built.get(policy) ?? lowerPolicy(index, service, policy);
      built.set(policy, manifest);
      return [{ cluster, manifest, tier: 'policies' as const, service: service.key, at: policy.at, variants: [] }];
    });
  });
}

function lowerPolicy(index: MeshIndex, service: ServiceFacts, policy: AccessPolicySnapshot): Manifest {
  const { namespace } = service;
  const rules = policy.allow.map((rule) => lowerRule(index, service, rule));
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    // No service has a dot in its name, so no policy of another one is called like that.
    metadata: policy.dryRun
      ? { name: `${service.name}.dry-run`, namespace, annotations: { 'istio.io/dry-run': 'true' } }
      : { name: service.name, namespace },
    // No rules at all is Istio's way to say that nothing is allowed.
    spec: { selector: { matchLabels: service.workload }, action: 'ALLOW', ...(rules.length > 0 && { rules }) },
  };
}

function lowerRule(index: MeshIndex, service: ServiceFacts, rule: AccessRuleSnapshot) {
  const principals = [...new Set(rule.from.flatMap((caller) => identitiesOf(index, caller)))].sort();
  const ports = rule.ports.flatMap((name) =>
    service.ports.filter((port) => port.name === name).map((port) => String(port.targetPort)),
  );
  const operation = {
    ...(rule.methods.length > 0 && { methods: rule.methods }),
    ...(rule.paths.length > 0 && { paths: rule.paths }),
    ...(ports.length > 0 && { ports }),
  };
  return { from: [{ source: { principals } }], ...(Object.keys(operation).length > 0 && { to: [{ operation }] }) };
}

/** Service and gateway alike act under the service account of their pods, in the mesh's one trust domain. */
function identitiesOf(index: MeshIndex, { kind, key }: AccessRuleSnapshot['from'][number]): string[] {
  const caller = kind === 'gateway' ? index.gateways.get(key) : index.services.get(key);
  if (!caller?.serviceAccount) return [];
  return [principal(index.mesh.inventory.trustDomain, caller.namespace, caller.serviceAccount)];
}
