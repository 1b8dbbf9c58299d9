import type { Effective } from '../../lower/precedence.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { blocksWith } from './walks/blocks.ts';
import { counted } from './walks/wording.ts';

/** Failover moves calls away from endpoints that outlier detection has ejected; without it none ever are. */
export const failoverWithoutOutlierDetection = defineCheck({
  code: 'failover-without-outlier-detection',
  severity: 'error',
  *find(judged) {
    for (const name of ['localityFailover', 'failoverPriority', 'zoneAware'] as const) {
      const found = new Map<TrafficPolicySnapshot, Lack>();
      for (const { service, effective, clusters } of blocksWith(judged, ({ settings }) => name in settings)) {
        const failover = effective.get(name);
        if (!failover || ejects(effective) || !movesCalls(name, failover.settings)) continue;
        if (!clusters.some((cluster) => judged.index.clientClusters(service).includes(cluster))) continue;
        const entry = found.get(failover) ?? { services: new Set(), off: effective.get('outlierDetection') };
        entry.services.add(service.key);
        found.set(failover, entry);
      }
      for (const [failover, lack] of found) yield report(name, failover, lack);
    }
  },
});

/** Zones are balanced without it, too: only what is said of other regions needs it. */
function movesCalls(name: string, { zoneAware }: TrafficPolicySnapshot['settings']): boolean {
  if (name !== 'zoneAware') return true;
  return typeof zoneAware === 'object' && (zoneAware.failover ?? zoneAware.failoverPriority) !== undefined;
}

interface Lack {
  readonly services: Set<string>;
  readonly off: TrafficPolicySnapshot | undefined;
}

/** Detection whose every trigger is 0 ejects nothing. */
function ejects(effective: Effective): boolean {
  const detection = effective.get('outlierDetection')?.settings.outlierDetection;
  if (!detection) return false;
  const { consecutive5xxErrors, consecutiveGatewayErrors = 0, consecutiveLocalOriginFailures } = detection;
  if (consecutive5xxErrors !== 0 || consecutiveGatewayErrors > 0) return true;
  return detection.splitExternalLocalOriginErrors === true && consecutiveLocalOriginFailures !== 0;
}

function report(name: string, failover: TrafficPolicySnapshot, { services, off }: Lack): CheckFinding {
  const lack = off
    ? `while the outlierDetection of TrafficPolicy '${off.id}' never ejects an endpoint`
    : 'without outlierDetection in force';
  return {
    at: failover.at,
    message: `TrafficPolicy '${failover.id}' sets ${name} for calls to ${counted('service', services)} ${lack}.`,
    why: 'A proxy leaves a failing region only after outlier detection has ejected its endpoints: calls would go on failing there.',
    hint: "Add outlierDetection to the policy: outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' }.",
    ...(off && { related: [{ message: 'this outlierDetection switches every trigger off', at: off.at }] }),
  };
}
