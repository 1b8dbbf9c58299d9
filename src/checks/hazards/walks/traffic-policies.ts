import type { FieldPath } from '../../../istio/field-path.ts';
import type { DestinationRuleSpec, PortTrafficPolicy, TrafficPolicy } from '../../../istio/generated/types/index.ts';

/** One place of a DestinationRule that sets how calls are made. */
export interface PolicyAt {
  readonly level: 'host' | 'subset' | 'port';
  readonly policy: Pick<
    TrafficPolicy & PortTrafficPolicy,
    'loadBalancer' | 'outlierDetection' | 'tls' | 'connectionPool'
  >;
  /** What is in force there besides: a subset falls back to the host field by field, a port falls back to nothing. */
  readonly inherited: Pick<TrafficPolicy, 'loadBalancer' | 'outlierDetection' | 'tls' | 'connectionPool'>;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  readonly path: FieldPath;
}

/** Every traffic policy of a DestinationRule: of the host, of its ports, of the subsets and of theirs. */
export function trafficPoliciesOf(spec: DestinationRuleSpec): readonly PolicyAt[] {
  let found = known.get(spec);
  if (!found) {
    found = walk(spec);
    known.set(spec, found);
  }
  return found;
}

const known = new WeakMap<DestinationRuleSpec, readonly PolicyAt[]>();

function walk(spec: DestinationRuleSpec): PolicyAt[] {
  const host = spec.trafficPolicy ?? {};
  const found = policiesAt(host, {}, undefined, ['spec', 'trafficPolicy']);
  spec.subsets?.forEach(({ name, trafficPolicy }, index) => {
    if (!trafficPolicy) return;
    found.push(...policiesAt(trafficPolicy, host, name, ['spec', 'subsets', index, 'trafficPolicy']));
  });
  return found;
}

function policiesAt(
  policy: TrafficPolicy,
  inherited: TrafficPolicy,
  subset: string | undefined,
  path: FieldPath,
): PolicyAt[] {
  const level = subset === undefined ? ('host' as const) : ('subset' as const);
  const ports = (policy.portLevelSettings ?? []).map(
    (port, index): PolicyAt => ({
      level: 'port',
      policy: port,
      inherited: {},
      subset,
      port: port.port?.number,
      path: [...path, 'portLevelSettings', index],
    }),
  );
  return [{ level, policy, inherited, subset, port: undefined, path }, ...ports];
}

/** Whether endpoints that are far away take over when near ones fail, by the author's wish. */
export function wantsFailover({ policy }: PolicyAt): boolean {
  const { localityLbSetting, zoneAwareLbSetting } = policy.loadBalancer ?? {};
  const locality = zoneAwareLbSetting ?? localityLbSetting;
  if (!locality || locality.enabled === false) return false;
  return (locality.failover?.length ?? 0) > 0 || (locality.failoverPriority?.length ?? 0) > 0;
}
