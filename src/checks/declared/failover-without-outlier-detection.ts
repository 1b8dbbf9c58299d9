import type { ServiceFacts } from '../../istio/inventory.ts';
import type { CallScope, Effective } from '../../lower/precedence.ts';
import type { Settings } from '../../lower/settings-of.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

/** Failover moves calls away from endpoints that outlier detection has ejected; without it none ever are. */
export const failoverWithoutOutlierDetection = defineCheck({
  code: 'failover-without-outlier-detection',
  severity: 'error',
  find({ index, settings }) {
    const found = new Map<
      TrafficPolicySnapshot,
      { readonly services: Set<string>; readonly off: TrafficPolicySnapshot | undefined }
    >();
    for (const service of index.mesh.inventory.services) {
      if (!settings.candidates(service).some((policy) => 'localityFailover' in policy.settings)) continue;
      const judgedHere = new Set<string>();
      for (const cluster of index.clientClusters(service)) {
        const key = settings.fingerprint(service, cluster);
        if (judgedHere.has(key)) continue;
        judgedHere.add(key);
        for (const scope of scopesOf(settings, service, cluster)) {
          const effective = settings.inForce(service, cluster, scope);
          const failover = effective.get('localityFailover');
          if (!failover || ejects(effective)) continue;
          const entry = found.get(failover) ?? { services: new Set(), off: effective.get('outlierDetection') };
          entry.services.add(service.key);
          found.set(failover, entry);
        }
      }
    }
    return [...found].map(([failover, { services, off }]) => report(failover, services, off));
  },
});

/** Each block of a DestinationRule that is judged by itself: the host's, its versions' and its ports'. */
function scopesOf(settings: Settings, service: ServiceFacts, cluster: string): CallScope[] {
  const versions = service.versions
    .map(({ name }) => name)
    .filter((name) => settings.hasOwn(service, cluster, 'version', name));
  const ports = service.ports.map(({ name }) => name).filter((name) => settings.hasOwn(service, cluster, 'port', name));
  return [
    {},
    ...versions.map((version) => ({ version })),
    ...ports.flatMap((port) => [{ port }, ...versions.map((version) => ({ port, version }))]),
  ];
}

/** Detection whose every trigger is 0 ejects nothing. */
function ejects(effective: Effective): boolean {
  const detection = effective.get('outlierDetection')?.settings.outlierDetection;
  if (!detection) return false;
  return detection.consecutive5xxErrors !== 0 || (detection.consecutiveGatewayErrors ?? 0) > 0;
}

function report(
  failover: TrafficPolicySnapshot,
  services: ReadonlySet<string>,
  off: TrafficPolicySnapshot | undefined,
): CheckFinding {
  const lack = off
    ? `while the outlierDetection of TrafficPolicy '${off.id}' never ejects an endpoint`
    : 'without outlierDetection in force';
  return {
    at: failover.at,
    message: `TrafficPolicy '${failover.id}' sets localityFailover for calls to ${counted('service', services)} ${lack}.`,
    why: 'A proxy leaves a failing region only after outlier detection has ejected its endpoints: calls would go on failing there.',
    hint: "Add outlierDetection to the policy: outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' }.",
    ...(off && { related: [{ message: 'this outlierDetection switches every trigger off', at: off.at }] }),
  };
}
