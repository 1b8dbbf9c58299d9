import type { AccessAction } from '../../istio/access-fields.ts';
import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshSnapshot, Scoped } from '../../model/snapshot-types.ts';
import type { AcknowledgedSpec, UndeclaredCaller } from '../../model/specs.ts';
import { MeshIndex } from '../mesh-index.ts';
import { covers, winnerIn } from '../precedence.ts';

type Policy = Scoped & { readonly acknowledge: readonly UndeclaredCaller[] };

/**
 * Which callers that nobody declared may be shut out, where and by what: only where the policy that says so is the one
 * in force, so that a wide one gives up nobody for a narrower one.
 */
export function acknowledged(mesh: MeshSnapshot): AcknowledgedSpec[] {
  const { mutualTls, accessPolicies, jwtAuthentications } = mesh;
  const all: readonly Policy[] = [...mutualTls, ...accessPolicies, ...jwtAuthentications];
  if (all.every(({ acknowledge }) => acknowledge.length === 0)) return [];
  const index = new MeshIndex(mesh);
  const enforced = accessPolicies.filter(({ dryRun }) => !dryRun);
  const deciding = SHUTTING.map((action) => enforced.filter(({ rules }) => rules[action]));
  return [
    ...toldBy('MutualTls', mutualTls, index, modesInForce),
    ...toldBy('AccessPolicy', enforced, index, (_, service, cluster) => {
      const narrowest = deciding.flatMap((policies) => narrowestOf(policies, service, cluster));
      return [...new Set(narrowest)];
    }),
    ...toldBy('JwtAuthentication', jwtAuthentications, index, narrowestOf),
  ];
}

/** What may keep a caller out. */
const SHUTTING: readonly AccessAction[] = ['allow', 'deny', 'custom'];

function narrowestOf(policies: readonly Policy[], service: ServiceFacts, cluster: string): Policy[] {
  const policy = winnerIn(
    policies.filter(({ subject }) => covers(subject, service, {})),
    cluster,
  );
  return policy ? [policy] : [];
}

/** One for each port: two ports of a service can follow different rules. */
function modesInForce(rules: readonly Policy[], service: ServiceFacts, cluster: string): Policy[] {
  const winners = service.ports.flatMap(({ name: port }) => {
    return (
      winnerIn(
        rules.filter(({ subject }) => covers(subject, service, { port })),
        cluster,
      ) ?? []
    );
  });
  return [...new Set(winners)];
}

type InForce = (policies: readonly Policy[], service: ServiceFacts, cluster: string) => readonly Policy[];

function toldBy(kind: string, policies: readonly Policy[], index: MeshIndex, inForce: InForce): AcknowledgedSpec[] {
  const found = new Map<string, { readonly policy: Policy; readonly clusters: string[]; readonly hosts: string[] }>();
  for (const service of index.mesh.inventory.services) {
    const clustersOf = new Map<Policy, string[]>();
    for (const cluster of index.serverClusters(service))
      for (const policy of inForce(policies, service, cluster))
        clustersOf.set(policy, [...(clustersOf.get(policy) ?? []), cluster]);
    for (const [policy, clusters] of clustersOf) {
      const key = `${policies.indexOf(policy)} ${clusters.join(' ')}`;
      const same = found.get(key) ?? { policy, clusters, hosts: [] };
      found.set(key, same);
      same.hosts.push(service.host);
    }
  }
  return [...found.values()].flatMap(({ policy, clusters, hosts }) =>
    policy.acknowledge.map((as) => ({ as, clusters, hosts, by: `${kind} '${policy.id}'` })),
  );
}
