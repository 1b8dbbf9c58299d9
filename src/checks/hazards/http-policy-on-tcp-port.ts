import type { WorkloadSurroundings } from '../../istio/facts.ts';
import type { AuthorizationPolicySpec } from '../../istio/generated/types/index.ts';
import { selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsCarrying } from '../walks/pods.ts';
import type { World } from '../world.ts';
import { servicesIn } from './walks/pods.ts';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];

/** Access rules by HTTP attributes on pods with a TCP port: an ALLOW rule vanishes there, a DENY rule denies more. */
export const httpPolicyOnTcpPort = defineObjectCheck({
  code: 'http-policy-on-tcp-port',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('AuthorizationPolicy')) {
      const { action = 'ALLOW', rules = [], selector } = object.spec;
      const labels = selector?.matchLabels ?? {};
      if ((action !== 'ALLOW' && action !== 'DENY') || Object.keys(labels).length === 0) continue;
      if (object.manifest.metadata.annotations?.['istio.io/dry-run'] === 'true') continue;
      const scope = object.namespace === world.facts.rootNamespace ? undefined : object.namespace;
      if (scope !== undefined && !namespacesWithTcp(world).has(scope)) continue;
      // What a gateway speaks on a port is said by its Gateways, not by its Service.
      const pods = podsCarrying(world, scope, labels).filter(
        (pod) => pod.cluster === object.cluster && pod.proxy !== 'gateway',
      );
      const ports = tcpPortsOf(world, pods);
      for (const [index, rule] of rules.entries()) {
        const field = httpFieldOf(rule);
        const hit = field && ports.find((port) => appliesTo(rule, port));
        if (!hit) continue;
        const left = rules.some((other) => !httpFieldOf(other) && appliesTo(other, hit));
        if (action === 'ALLOW' && left) continue;
        yield {
          on: object,
          path: ['spec', 'rules', index],
          message: `${objectName(object)} looks at ${field} in rule ${index}, and pods that it selects have the TCP port ${hit}.`,
          why:
            action === 'ALLOW'
              ? `On a TCP port Istio skips an ALLOW rule with HTTP attributes; no other rule is left for port ${hit}, so everybody is denied there.`
              : `On a TCP port Istio drops the HTTP attributes of a DENY rule and keeps the rest: on port ${hit} it denies more than it says.`,
          hint: `Limit the rule to the HTTP ports with 'ports', and write one of its own for port ${hit}.`,
        };
      }
    }
  },
});

const OPERATION = ['hosts', 'methods', 'paths', 'notHosts', 'notMethods', 'notPaths'] as const;
const SOURCE = ['requestPrincipals', 'notRequestPrincipals'] as const;

/** The first attribute of a rule that only HTTP has. */
function httpFieldOf(rule: Rule): string | undefined {
  for (const { operation } of rule.to ?? [])
    for (const field of OPERATION) if (operation?.[field]?.length) return field;
  for (const { source } of rule.from ?? []) for (const field of SOURCE) if (source?.[field]?.length) return field;
  return (rule.when ?? []).find(({ key }) => key.startsWith('request.'))?.key;
}

function appliesTo(rule: Rule, port: number): boolean {
  const operations = rule.to ?? [];
  if (operations.length === 0) return true;
  return operations.some(({ operation }) => {
    if (operation?.notPorts?.includes(String(port))) return false;
    return !operation?.ports?.length || operation.ports.includes(String(port));
  });
}

const TCP: ReadonlySet<string | undefined> = new Set(['TCP', 'TLS', 'HTTPS', 'MONGO', 'REDIS', 'MYSQL']);

function namespacesWithTcp(world: World): ReadonlySet<string> {
  return world.remember('namespaces with TCP ports', () => {
    const speaking = world.facts.services.filter(({ ports }) => ports.some(({ protocol }) => TCP.has(protocol)));
    return new Set(speaking.map(({ namespace }) => namespace));
  });
}

/** Ports of the pods that some Service calls TCP and none calls HTTP. */
function tcpPortsOf(world: World, pods: readonly WorkloadSurroundings[]): readonly number[] {
  const tcp = new Set<number>();
  const http = new Set<number>();
  for (const namespace of new Set(pods.map((pod) => pod.namespace))) {
    if (!namespacesWithTcp(world).has(namespace)) continue;
    for (const { selector, ports } of servicesIn(world, namespace)) {
      const pod = selector && pods.find((one) => one.namespace === namespace && selects(selector, one.labels));
      if (!pod) continue;
      for (const { targetPort, protocol } of ports) {
        const number = typeof targetPort === 'number' ? targetPort : pod.ports[targetPort];
        if (number !== undefined) (TCP.has(protocol) ? tcp : http).add(number);
      }
    }
  }
  return [...tcp].filter((port) => !http.has(port)).sort((a, b) => a - b);
}
