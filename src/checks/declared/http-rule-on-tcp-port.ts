import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import { passedPorts } from '../../lower/gateways/passed-ports.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { covers } from '../../lower/precedence.ts';
import type { AccessPolicySnapshot, AccessRuleSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { accessTitle } from './walks/access-in-force.ts';
import { httpFields, onPort } from './walks/admission.ts';
import { counted } from './walks/wording.ts';

/**
 * Methods, paths and tokens exist only in HTTP: on any other port Istio skips a rule that allows by them, and a rule that
 * denies by them denies everything.
 */
export const httpRuleOnTcpPort = defineCheck({
  code: 'http-rule-on-tcp-port',
  severity: 'error',
  *find({ index }) {
    for (const policy of index.mesh.accessPolicies) {
      const services = servicesOf(index, policy);
      const isWide = !('service' in policy.subject);
      for (const action of isWide ? REFUSING : ACTIONS) {
        for (const [place, rule] of (policy.rules[action] ?? []).entries()) {
          if (httpFields(rule).length === 0) continue;
          const hit = services.find((service) => blindPorts(rule, service).length > 0);
          if (hit) yield report(policy, action, place, rule, hit);
          const passed = hit || !isWide ? [] : passing(index, policy, rule);
          if (passed.length > 0) yield reportNetworks(policy, place, rule, passed);
        }
      }
    }
  },
});

/** A wide rule that allows is meant for the ports that it fits; the others need one of their own. */
const REFUSING = ['deny', 'custom'] as const;
const ACTIONS = ['allow', ...REFUSING] as const;
type Action = (typeof ACTIONS)[number];

function servicesOf({ mesh, services }: MeshIndex, { subject }: AccessPolicySnapshot): readonly ServiceFacts[] {
  if ('service' in subject) return [services.get(subject.service)].flatMap((service) => service ?? []);
  return mesh.inventory.services.filter((service) => service.sidecar && covers(subject, service, {}));
}

function blindPorts(rule: AccessRuleSnapshot, service: ServiceFacts): readonly PortFacts[] {
  return service.ports.filter((port) => protocolFamily(port.protocol) !== 'http' && onPort(rule, port, service));
}

/** Ports at which a rule of the whole mesh holds at east-west gateways, which pass connections that they cannot read. */
function passing(
  index: MeshIndex,
  { subject }: AccessPolicySnapshot,
  { operation: { ports, notPorts } }: AccessRuleSnapshot,
): readonly number[] {
  const isOpen = index.mesh.inventory.networks.some(({ eastWestGateway }) => eastWestGateway);
  if (subject.kind !== 'mesh' || !isOpen) return [];
  return passedPorts(index).filter((number) => {
    const port = String(number);
    return (ports === undefined || ports.includes(port)) && !notPorts?.includes(port);
  });
}

const ASKS: Readonly<Record<string, string>> = {
  methods: 'methods',
  notMethods: 'methods',
  paths: 'paths',
  notPaths: 'paths',
  hosts: 'hosts',
  notHosts: 'hosts',
  token: 'tokens',
};

function asks(rule: AccessRuleSnapshot): string {
  const fields = [...new Set(httpFields(rule).map((field) => ASKS[field] ?? field))].sort();
  return fields.length < 2 ? fields.join('') : `${fields.slice(0, -1).join(', ')} or ${fields.at(-1)}`;
}

function why(action: Action): string {
  if (action === 'allow')
    return 'Istio skips the whole rule on a port that is not HTTP; with no other rule every connection to the port is refused.';
  const verb = action === 'deny' ? 'refuses' : 'asks about';
  return `Istio leaves out what only HTTP has on a port that is not HTTP: the rule ${verb} more there than it says.`;
}

function report(
  policy: AccessPolicySnapshot,
  action: Action,
  place: number,
  rule: AccessRuleSnapshot,
  service: ServiceFacts,
): CheckFinding {
  const blind = blindPorts(rule, service);
  const http = service.ports.filter(({ protocol }) => protocolFamily(protocol) === 'http');
  return {
    at: policy.at,
    message: `Rule ${place + 1} of ${action === 'allow' ? '' : `${action} of `}${accessTitle(policy)} asks for ${asks(rule)} on ${counted(
      'port',
      blind.map(({ name }) => name),
    )}${'service' in policy.subject ? '' : ` of service '${service.key}'`} (${blind[0]?.protocol}).`,
    why: why(action),
    hint: hintFor(policy, blind, http),
  };
}

function hintFor({ subject }: AccessPolicySnapshot, blind: readonly PortFacts[], http: readonly PortFacts[]): string {
  if (!('service' in subject)) {
    const ports = [...new Set(blind.map(({ targetPort }) => targetPort))];
    return `Except the port with notPorts: [${ports.join(', ')}], or write the rule for services that have only HTTP ports.`;
  }
  if (http.length === 0) return 'Leave what only HTTP has out of the rule.';
  const names = http.map(({ name }) => `'${name}'`).join(', ');
  return `Narrow the rule to HTTP ports with ports: [${names}], and add one without methods and paths for the others.`;
}

function reportNetworks(
  policy: AccessPolicySnapshot,
  place: number,
  rule: AccessRuleSnapshot,
  ports: readonly number[],
): CheckFinding {
  return {
    at: policy.at,
    message: `Rule ${place + 1} of ${accessTitle(policy)} asks for ${asks(rule)}, also at the east-west gateways, which cannot read requests.`,
    why: `Istio leaves out what only HTTP has on a port that is not HTTP: the rule refuses connections that the gateway passes on, at ${counted('port', ports.map(String))}.`,
    hint: `Except them with notPorts: [${ports.join(', ')}].`,
  };
}
