import { fullHost, hostCovers, isWildcardHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { WorldObject } from '../world.ts';
import { clientClusters } from './walks/clients.ts';
import { servicesOf } from './walks/pods.ts';

/** Settings of a service that callers of one cluster have and those of another do not. */
export const destinationRuleInSomeClustersOnly = defineObjectCheck({
  code: 'destination-rule-in-some-clusters-only',
  severity: 'warning',
  *find(world) {
    const seen = new Map<string, WorldObject<'DestinationRule'>>();
    const hosts = new Map<string, string[]>();
    for (const cluster of world.configClusters) {
      const rules = world.ofKind('DestinationRule', cluster);
      hosts.set(cluster, [...new Set(rules.map((rule) => fullHost(rule.spec.host, rule.namespace)))]);
      for (const object of rules) {
        const host = fullHost(object.spec.host, object.namespace);
        const [service] = servicesOf(world, host);
        if (!service || isWildcardHost(host) || service.namespace !== object.namespace) continue;
        if (object.spec.trafficPolicy !== undefined && !seen.has(host)) seen.set(host, object);
      }
    }
    const exact = new Map([...hosts].map(([cluster, names]) => [cluster, new Set(names)]));
    const wild = new Map([...hosts].map(([cluster, names]) => [cluster, names.filter(isWildcardHost)]));
    const isCovered = (cluster: string, host: string) =>
      exact.get(cluster)?.has(host) || wild.get(cluster)?.some((pattern) => hostCovers(pattern, host));
    for (const [host, object] of seen) {
      const callers = clientClusters(world, host).map((name) => world.clusters.get(name)?.configCluster ?? name);
      const bare = [...new Set(callers)]
        .filter((name) => world.ofKind('DestinationRule', name).length > 0 && !isCovered(name, host))
        .sort();
      if (bare.length === 0) continue;
      yield {
        on: object,
        path: ['spec', 'trafficPolicy'],
        clusters: bare,
        message: `${objectName(object)} sets how ${host} is called, and ${bare.join(', ')} ${bare.length === 1 ? 'has' : 'have'} no DestinationRule for it.`,
        why: 'A DestinationRule acts where the caller is: callers in those clusters go by the defaults of the mesh, without these limits, ejections or TLS settings.',
        hint: 'Give every cluster with callers the same DestinationRule.',
      };
    }
  },
});
