import type { CallerRef, GatewayFacts, ServiceFacts } from '../../istio/inventory.ts';
import { groupBy } from '../../lower/group-by.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { winnerIn } from '../../lower/precedence.ts';
import type { AccessPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { callerOf, hasProxy, placeOfService } from './walks/callers.ts';
import { ServerRules } from './walks/server-rules.ts';
import { counted, titleOf } from './walks/wording.ts';

/** The first ALLOW turns everything it does not name away; a caller that the author declared must not be among that. */
export const accessShutsOutCaller = defineCheck({
  code: 'access-shuts-out-caller',
  severity: 'error',
  *find({ index }) {
    const rules = new ServerRules(index);
    for (const [key, policies] of groupBy(enforced(index), (policy) => policy.service)) {
      const service = index.services.get(key);
      if (!service || service.callers === 'any' || !service.sidecar) continue;
      for (const [policy, clusters] of inForce(index, service, policies)) {
        const anonymous = clusters.filter((cluster) =>
          service.ports.every((port) => rules.inForce(service, port, cluster)?.mode === 'DISABLE'),
        );
        for (const caller of service.callers) {
          const reason = reasonFor(index, policy, caller, anonymous);
          if (reason) yield report(index, service, policy, caller, clusters, reason);
        }
      }
    }
  },
});

/** One that is only watched refuses nobody. */
function enforced({ mesh }: MeshIndex): readonly AccessPolicySnapshot[] {
  return mesh.accessPolicies.filter(({ dryRun }) => !dryRun);
}

function inForce(
  index: MeshIndex,
  service: ServiceFacts,
  policies: readonly AccessPolicySnapshot[],
): Map<AccessPolicySnapshot, string[]> {
  const winners = new Map<AccessPolicySnapshot, string[]>();
  for (const cluster of index.serverClusters(service)) {
    const winner = winnerIn(policies, cluster);
    if (winner) winners.set(winner, [...(winners.get(winner) ?? []), cluster]);
  }
  return winners;
}

interface Reason {
  readonly what: string;
  readonly hint: string;
}

function reasonFor(
  index: MeshIndex,
  policy: AccessPolicySnapshot,
  ref: CallerRef,
  anonymous: readonly string[],
): Reason | undefined {
  const caller = callerOf(index, ref);
  if (!caller) return undefined;
  const admitted = policy.allow.flatMap((rule) => rule.from);
  if (!admitted.some((other) => isSame(index, ref, caller, other))) {
    return {
      what: 'no rule of it names',
      hint: `Add a rule: allow: [{ from: ${caller.name} }], or take it off the callers of the service.`,
    };
  }
  if (!hasProxy(caller)) {
    return {
      what: 'that caller has no sidecar, so no identity to admit:',
      hint: `Give '${ref.key}' a sidecar, or remove the AccessPolicy.`,
    };
  }
  if (anonymous.length === 0) return undefined;
  return {
    what: `mutual TLS is disabled in ${anonymous.join(', ')}, so nobody has an identity, nor has`,
    hint: 'Raise MutualTls to PERMISSIVE or STRICT there.',
  };
}

/** Istio admits identities: another workload under an admitted service account is let in as well. */
function isSame(index: MeshIndex, ref: CallerRef, caller: ServiceFacts | GatewayFacts, other: CallerRef): boolean {
  if (ref.kind === other.kind && ref.key === other.key) return true;
  const admitted = callerOf(index, other);
  return (
    caller.serviceAccount !== undefined &&
    admitted?.serviceAccount === caller.serviceAccount &&
    admitted.namespace === caller.namespace
  );
}

function report(
  index: MeshIndex,
  service: ServiceFacts,
  policy: AccessPolicySnapshot,
  caller: CallerRef,
  clusters: readonly string[],
  { what, hint }: Reason,
): CheckFinding {
  return {
    at: policy.at,
    message: `AccessPolicy '${policy.id}' of service '${service.key}' shuts out its declared caller: ${what} ${titleOf(caller)}.`,
    why: `An ALLOW policy refuses everything it does not name: its requests get 403 in ${counted('cluster', clusters)}.`,
    hint,
    related: [{ message: `'${service.key}' declares its callers here`, at: placeOfService(index, service.key) }],
  };
}
