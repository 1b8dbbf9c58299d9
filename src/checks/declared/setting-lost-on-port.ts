import { portSettings } from '../../lower/merge.ts';
import type { Effective } from '../../lower/precedence.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { blocksWith } from './walks/blocks.ts';
import { counted } from './walks/wording.ts';

const LOST = ['proxyProtocol', 'retryBudget'] as const;

/** Settings of a port take the place of all of its host's, also of those that a port has no field for. */
export const settingLostOnPort = defineCheck({
  code: 'setting-lost-on-port',
  severity: 'warning',
  *find(judged) {
    const found = new Map<string, Loss>();
    for (const { service, scope, effective } of blocksWith(judged, ({ settings }) => LOST.some((n) => n in settings))) {
      if (scope.port === undefined || !portSettings(effective)) continue;
      for (const name of LOST) {
        const policy = effective.get(name);
        // What the port sets itself is another check's finding.
        if (!policy || policy.subject.kind === 'port') continue;
        const key = `${judged.mesh.trafficPolicies.indexOf(policy)} ${name}`;
        const known = found.get(key) ?? { name, policy, ports: new Set(), of: ofPort(effective) };
        known.ports.add(`${scope.port} of ${service.key}`);
        found.set(key, known);
      }
    }
    for (const loss of found.values()) yield report(loss);
  },
});

interface Loss {
  readonly name: string;
  readonly policy: TrafficPolicySnapshot;
  readonly ports: Set<string>;
  /** A policy of the first port. */
  readonly of: TrafficPolicySnapshot | undefined;
}

function ofPort(effective: Effective): TrafficPolicySnapshot | undefined {
  return [...effective.values()].find(({ subject }) => subject.kind === 'port');
}

function report({ name, policy, ports, of }: Loss): CheckFinding {
  return {
    at: policy.at,
    message: `TrafficPolicy '${policy.id}' sets ${name}, which is lost for ${counted('port', ports)}.`,
    why: `A port with settings of its own inherits nothing of its host's, and has no field for ${name}: callers' proxies do without it there.`,
    hint: "Set what the port's policy sets for the whole service instead, or accept the loss with suppress().",
    ...(of && { related: [{ message: 'settings of the port are here', at: of.at }] }),
  };
}
