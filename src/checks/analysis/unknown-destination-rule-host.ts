import { fullHost, hostCoversAsWritten, isWildcardHost } from '../../istio/hosts.ts';
import { nearestName } from '../../istio/nearest.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';
import { type Hosts, hostsOf, judgedByHosts } from './walks/hosts.ts';

/** A DestinationRule is for a host that no Service and no ServiceEntry has. */
export const unknownDestinationRuleHost = defineObjectCheck({
  code: 'unknown-destination-rule-host',
  severity: 'warning',
  equivalents: ['IST0174', 'KIA0202'],
  *find(world) {
    for (const { object: rule, clusters } of judgedByHosts(world, 'DestinationRule')) {
      const hosts = hostsOf(world, rule.cluster);
      const host = fullHost(rule.spec.host, rule.namespace);
      if (host === '' || !isUnknown(world, hosts, host)) continue;
      yield {
        on: rule,
        path: ['spec', 'host'],
        clusters,
        message: `${objectName(rule)} is for ${rule.spec.host === host ? `'${host}'` : `'${rule.spec.host}' (that is ${host})`}, a host that no Service and no ServiceEntry has.`,
        why: 'The rule is for nobody: its subsets do not exist for any route, and its settings change nothing.',
        hint: hintFor(hosts, rule.spec.host, host),
      };
    }
  },
});

function isUnknown(world: World, hosts: Hosts, host: string): boolean {
  if (hosts.find(host).length > 0) return false;
  if (!isWildcardHost(host)) return hosts.decides(host);
  return world.facts.complete && !hosts.names().some((name) => hostCoversAsWritten(host, name));
}

function hintFor(hosts: Hosts, written: string, host: string): string {
  const wildcard = hosts.wildcardFor(host);
  if (wildcard !== undefined) {
    return `The service that it falls under is called '${wildcard}': write that, or declare the host in full with a ServiceEntry.`;
  }
  const [name, namespace] = written.split('.');
  const expanded = `${name}.${namespace}.svc.cluster.local`;
  if (namespace !== undefined && hosts.find(expanded).length > 0) {
    return `Istio does not complete names that have a dot: write '${expanded}'.`;
  }
  const near = nearestName(host, hosts.names());
  return near === undefined
    ? "A name without a dot is a Service of the rule's own namespace: write the host in full if it is in another one."
    : `Did you mean '${near}'?`;
}
