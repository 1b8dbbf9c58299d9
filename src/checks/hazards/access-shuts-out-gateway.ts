import type { WorkloadSurroundings } from '../../istio/facts.ts';
import type { AuthorizationPolicySpec } from '../../istio/generated/types/index.ts';
import { selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { pathOf } from '../walks/destinations.ts';
import { podsCarrying } from '../walks/pods.ts';
import { destinationsOf } from '../walks/routes.ts';
import type { World, WorldObject } from '../world.ts';
import { gatewaysOf } from './walks/gateways.ts';
import { podsOf } from './walks/pods.ts';

/** A route from a gateway to pods whose ALLOW policies cannot let the gateway in, whatever the request. */
export const accessShutsOutGateway = defineObjectCheck({
  code: 'access-shuts-out-gateway',
  severity: 'error',
  *find(world) {
    if (world.ofKind('AuthorizationPolicy').length === 0) return;
    for (const route of world.ofKind('VirtualService')) {
      const callers = gatewayPods(world, route).filter((pod) => pod.serviceAccount !== undefined);
      const [caller] = callers;
      if (!caller) continue;
      for (const at of destinationsOf(world, route)) {
        const { host } = at;
        const shut = !at.unused && shutOut(world, host, caller);
        if (!shut) continue;
        const names = [...new Set(shut.map(objectName))];
        yield {
          on: route,
          path: pathOf(at),
          message: `${objectName(route)} sends what comes in at a gateway to ${host}, and no rule of ${names.join(', ')} lets ${caller.namespace}/${caller.serviceAccount} in.`,
          why: 'Where an ALLOW policy selects a pod everybody is refused whom no rule names: every request that comes this way is answered with 403.',
          hint: `Allow the gateway's principal, ${identityOf(world, caller)}, in one of them.`,
          related: shut.map((on) => ({ message: 'a policy that would have to let it in', on })),
        };
      }
    }
  },
});

type Policy = WorldObject<'AuthorizationPolicy'>;

/** Pods of the gateways that a VirtualService is bound to. */
function gatewayPods(world: World, route: WorldObject<'VirtualService'>): readonly WorkloadSurroundings[] {
  const names = gatewaysOf(route);
  if (names.every((name) => name === 'mesh')) return [];
  return world
    .ofKind('Gateway', route.cluster)
    .filter((gateway) => names.includes(`${gateway.namespace}/${gateway.name}`))
    .flatMap(({ spec: { selector } }) => (selector ? podsCarrying(world, undefined, selector) : []))
    .filter((pod) => pod.proxy === 'gateway' && pod.cluster === route.cluster);
}

/** The ALLOW policies of the first pods that keep the caller out; undefined where all pods may let it in. */
function shutOut(world: World, host: string, caller: WorkloadSurroundings): readonly Policy[] | undefined {
  for (const pod of podsOf(world, host)) {
    if (pod.proxy === 'none') continue;
    const policies = policiesFor(world, pod);
    if (policies.length > 0 && !policies.some(({ spec }) => mayAllow(world, spec, caller))) return policies;
  }
  return undefined;
}

function policiesFor(world: World, pod: WorkloadSurroundings): readonly Policy[] {
  const config = world.clusters.get(pod.cluster)?.configCluster ?? pod.cluster;
  const byNamespace = world.rememberOf('allow policies of', config, () => {
    const map = new Map<string, Policy[]>();
    for (const policy of world.ofKind('AuthorizationPolicy', config)) {
      const { action = 'ALLOW', targetRef, targetRefs } = policy.spec;
      const dry = policy.manifest.metadata.annotations?.['istio.io/dry-run'] === 'true';
      if (action !== 'ALLOW' || dry || targetRef || targetRefs) continue;
      map.set(policy.namespace, [...(map.get(policy.namespace) ?? []), policy]);
    }
    return map;
  });
  const root = world.facts.rootNamespace;
  const found = [
    ...(byNamespace.get(pod.namespace) ?? []),
    ...(pod.namespace === root ? [] : (byNamespace.get(root) ?? [])),
  ];
  return found.filter(({ spec }) => selects(spec.selector?.matchLabels ?? {}, pod.labels));
}

/** Whether some rule could match a request of the caller; what else a rule asks for is not looked at. */
function mayAllow(world: World, { rules = [] }: AuthorizationPolicySpec, caller: WorkloadSurroundings): boolean {
  return rules.some(({ from = [] }) => from.length === 0 || from.some(({ source }) => couldBe(world, source, caller)));
}

type Source = NonNullable<NonNullable<NonNullable<AuthorizationPolicySpec['rules']>[number]['from']>[number]['source']>;

function couldBe(world: World, source: Source | undefined, caller: WorkloadSurroundings): boolean {
  if (!source) return true;
  const { namespace, serviceAccount } = caller;
  const { principals, namespaces, serviceAccounts } = source;
  // Trust domains have aliases, and `cluster.local` stands for all of them: what comes after it decides.
  const tail = `/ns/${namespace}/sa/${serviceAccount}`;
  const whole = identityOf(world, caller);
  if (principals?.length && !principals.some((one) => one.endsWith(tail) || fits(one, whole))) return false;
  if (namespaces?.length && !namespaces.some((one) => fits(one, namespace))) return false;
  return !serviceAccounts?.length || serviceAccounts.some((one) => one.split('/').at(-1) === serviceAccount);
}

function fits(pattern: string, text: string): boolean {
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : pattern === text;
}

function identityOf(world: World, { cluster, namespace, serviceAccount }: WorkloadSurroundings): string {
  return `${world.clusters.get(cluster)?.trustDomain ?? 'cluster.local'}/ns/${namespace}/sa/${serviceAccount}`;
}
