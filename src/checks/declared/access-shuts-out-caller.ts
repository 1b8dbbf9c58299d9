import type { CallerRef, ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { AccessPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { AccessInForce, accessTitle, type InForce } from './walks/access-in-force.ts';
import { admits, knownCaller, meetsAlways } from './walks/admission.ts';
import { callerOf, hasProxy, placeOfService } from './walks/callers.ts';
import { ServerRules } from './walks/server-rules.ts';
import { counted, titleOf } from './walks/wording.ts';

/** The first ALLOW turns everything it does not name away; a caller that the author declared must not be among that. */
export const accessShutsOutCaller = defineCheck({
  code: 'access-shuts-out-caller',
  severity: 'error',
  *find({ index }) {
    if (index.mesh.accessPolicies.length === 0) return;
    const access = new AccessInForce(index);
    const servers = new ServerRules(index);
    const wide = new Map<AccessPolicySnapshot, Shut[]>();
    for (const service of index.mesh.inventory.services) {
      if (service.callers === 'any' || !service.sidecar) continue;
      for (const shut of shutOut(index, access, servers, service)) {
        if ('service' in shut.policy.subject) yield report(index, shut);
        else wide.set(shut.policy, [...(wide.get(shut.policy) ?? []), shut]);
      }
    }
    for (const [policy, shuts] of wide) yield reportWide(index, policy, shuts);
  },
});

/** A declared caller that gets no request through. */
interface Shut {
  readonly service: ServiceFacts;
  readonly caller: CallerRef;
  /** The narrowest policy among those that do it: there its author would mend it. */
  readonly policy: AccessPolicySnapshot;
  readonly clusters: readonly string[];
  readonly reason: Reason;
}

interface Reason {
  readonly what: string;
  readonly hint: string;
}

function* shutOut(
  index: MeshIndex,
  access: AccessInForce,
  servers: ServerRules,
  service: ServiceFacts,
): Iterable<Shut> {
  const callers = service.callers === 'any' ? [] : service.callers;
  for (const inForce of access.of(service, 'allow')) {
    const plain = plainClusters(servers, service, inForce.clusters);
    for (const caller of callers) {
      const reason = reasonFor(index, inForce, caller, service, plain);
      const [policy] = inForce.policies;
      if (reason && policy) yield { service, caller, policy, clusters: inForce.clusters, reason };
    }
  }
  for (const { policies, clusters } of access.of(service, 'deny')) {
    const plain = plainClusters(servers, service, clusters);
    for (const ref of callers) {
      const caller = knownCaller(ref, callerOf(index, ref), plain.length === clusters.length ? 'plain' : 'mutual');
      const policy =
        caller && policies.find(({ rules }) => rules.deny?.some((rule) => meetsAlways(index, rule, caller, service)));
      if (policy) yield { service, caller: ref, policy, clusters, reason: REFUSED };
    }
  }
}

const REFUSED: Reason = {
  what: 'a rule to deny is about every request of',
  hint: 'Narrow the rule, except the caller from it, or take it off the callers of the service.',
};

/** Clusters whose servers learn of nobody who calls. */
function plainClusters(servers: ServerRules, service: ServiceFacts, clusters: readonly string[]): readonly string[] {
  return clusters.filter(
    (cluster) =>
      service.ports.length > 0 &&
      service.ports.every((port) => servers.inForce(service, port, cluster)?.mode === 'DISABLE'),
  );
}

function reasonFor(
  index: MeshIndex,
  { policies }: InForce,
  ref: CallerRef,
  service: ServiceFacts,
  plain: readonly string[],
): Reason | undefined {
  const facts = callerOf(index, ref);
  if (!facts) return undefined;
  const rules = policies.flatMap((policy) => policy.rules.allow ?? []);
  const isLetIn = (identified: boolean) =>
    rules.some((rule) => admits(index, rule, { ref, facts, identified }, service) !== 'no');
  if (!isLetIn(true)) {
    return {
      what: 'no rule of it names',
      hint: `Add a rule: allow: [{ from: ${facts.name} }], or take it off the callers of the service.`,
    };
  }
  if (isLetIn(false)) return undefined;
  if (!hasProxy(facts)) {
    return {
      what: 'that caller has no sidecar, so no identity to admit:',
      hint: `Give '${ref.key}' a sidecar, or remove the AccessPolicy.`,
    };
  }
  if (plain.length === 0) return undefined;
  return {
    what: `mutual TLS is disabled in ${plain.join(', ')}, so nobody has an identity, nor has`,
    hint: 'Raise MutualTls to PERMISSIVE or STRICT there.',
  };
}

function why(reason: Reason, clusters: Iterable<string>): string {
  const rule =
    reason === REFUSED
      ? 'What one rule denies no other lets in'
      : 'An ALLOW policy refuses everything it does not name';
  return `${rule}: its requests get 403 in ${counted('cluster', clusters)}.`;
}

function report(index: MeshIndex, { service, caller, policy, clusters, reason }: Shut): CheckFinding {
  return {
    at: policy.at,
    message: `${accessTitle(policy)} shuts out its declared caller: ${reason.what} ${titleOf(caller)}.`,
    why: why(reason, clusters),
    hint: reason.hint,
    related: [{ message: `'${service.key}' declares its callers here`, at: placeOfService(index, service.key) }],
  };
}

/** One finding for a policy of many services, with the first of them. */
function reportWide(index: MeshIndex, policy: AccessPolicySnapshot, shuts: readonly Shut[]): CheckFinding {
  const services = [...new Set(shuts.map(({ service }) => service.key))];
  const [{ caller, service, reason }] = shuts as readonly [Shut];
  const handle = (key: string) =>
    key.replace(/^.*\//, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    at: policy.at,
    message: `${accessTitle(policy)} shuts out declared callers of ${counted('service', services)}; for '${service.key}' ${reason.what.replace(' of it', '')} ${titleOf(caller)}.`,
    why: why(reason, new Set(shuts.flatMap(({ clusters }) => clusters))),
    hint:
      reason === REFUSED
        ? REFUSED.hint
        : `Say who may call each of them: new AccessPolicy(${handle(service.key)}, 'callers', { allow: [{ from: ${handle(caller.key)} }] }).`,
    related: [{ message: `'${service.key}' declares its callers here`, at: placeOfService(index, service.key) }],
  };
}
