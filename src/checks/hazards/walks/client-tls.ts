import type { WorkloadSurroundings } from '../../../istio/facts.ts';
import type { FieldPath } from '../../../istio/field-path.ts';
import { fullHost } from '../../../istio/hosts.ts';
import { selects } from '../../../istio/labels.ts';
import type { World, WorldObject } from '../../world.ts';
import { podsOf, servicesOf } from './pods.ts';
import { type PolicyAt, trafficPoliciesOf } from './traffic-policies.ts';

/** A TLS mode that a DestinationRule sets, with the pods that it is used towards. */
export interface ClientTls {
  readonly rule: WorldObject<'DestinationRule'>;
  readonly host: string;
  readonly mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  readonly path: FieldPath;
  readonly pods: readonly WorkloadSurroundings[];
  /** Ports on the pods; undefined entries are ports whose number nobody knows. */
  readonly targetsOf: (pod: WorkloadSurroundings) => readonly (number | undefined)[];
}

/** The explicit TLS modes of all DestinationRules for services of the mesh. */
export function clientTlsOf(world: World): readonly ClientTls[] {
  return world.remember('client tls', () => {
    const found: ClientTls[] = [];
    const acting = new Set(world.configClusters);
    for (const rule of world.ofKind('DestinationRule')) {
      if (!acting.has(rule.cluster)) continue;
      for (const at of trafficPoliciesOf(rule.spec)) if (at.policy.tls) found.push(clientTls(world, rule, at));
    }
    return found;
  });
}

function clientTls(world: World, rule: ClientTls['rule'], { policy, path, subset, port }: PolicyAt): ClientTls {
  const { spec, namespace } = rule;
  const host = fullHost(spec.host, namespace);
  const labels = spec.subsets?.find(({ name }) => name === subset)?.labels ?? {};
  const pods = podsOf(world, host).filter((pod) => selects(labels, pod.labels) && pod.proxy !== 'gateway');
  const own = spec.trafficPolicy?.portLevelSettings?.flatMap((one) => one.port?.number ?? []) ?? [];
  const ports = servicesOf(world, host).flatMap((service) => service.ports);
  const meant = ports.filter(({ number }) => (port === undefined ? !own.includes(number) : number === port));
  const targetsOf = (pod: WorkloadSurroundings) => [
    ...new Set(meant.map(({ targetPort }) => (typeof targetPort === 'number' ? targetPort : pod.ports[targetPort]))),
  ];
  return { rule, host, mode: policy.tls?.mode ?? 'DISABLE', path: [...path, 'tls'], pods, targetsOf };
}
