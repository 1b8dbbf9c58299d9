import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import type { AccessPolicySnapshot, AccessRuleSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { counted } from './walks/wording.ts';

/** Methods and paths exist only in HTTP; Istio skips an ALLOW rule that asks for them on any other port. */
export const httpRuleOnTcpPort = defineCheck({
  code: 'http-rule-on-tcp-port',
  severity: 'error',
  *find({ index }) {
    for (const policy of index.mesh.accessPolicies) {
      const service = index.services.get(policy.service);
      if (!service) continue;
      for (const [place, rule] of policy.allow.entries()) {
        const blind = reached(service, rule).filter(({ protocol }) => protocolFamily(protocol) !== 'http');
        if (blind.length > 0 && rule.methods.length + rule.paths.length > 0)
          yield report(policy, place, service, blind);
      }
    }
  },
});

function reached(service: ServiceFacts, rule: AccessRuleSnapshot): readonly PortFacts[] {
  return rule.ports.length === 0 ? service.ports : service.ports.filter(({ name }) => rule.ports.includes(name));
}

function report(
  policy: AccessPolicySnapshot,
  place: number,
  service: ServiceFacts,
  blind: readonly PortFacts[],
): CheckFinding {
  const http = service.ports
    .filter(({ protocol }) => protocolFamily(protocol) === 'http')
    .map(({ name }) => `'${name}'`);
  const ports = blind.map(({ name }) => name);
  return {
    at: policy.at,
    message: `Rule ${place + 1} of AccessPolicy '${policy.id}' asks for methods or paths on ${counted('port', ports)} of service '${service.key}' (${blind[0]?.protocol}).`,
    why: 'Istio skips the whole rule on a port that is not HTTP; with no other rule every connection to the port is refused.',
    hint:
      http.length === 0
        ? 'Leave methods and paths out of the rule.'
        : `Narrow the rule to HTTP ports with ports: [${http.join(', ')}], and add one without methods and paths for the others.`,
  };
}
