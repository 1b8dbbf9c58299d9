import { hostsOverlap } from '../../istio/hosts.ts';
import { isVisibleTo } from '../../istio/visibility.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';

/** A host in a Sidecar's egress list that no service has. */
export const unknownEgressHost = defineObjectCheck({
  code: 'unknown-egress-host',
  severity: 'warning',
  equivalents: ['KIA1004'],
  *find(world) {
    if (!world.facts.complete) return;
    for (const object of world.ofKind('Sidecar')) {
      for (const [listener, { hosts }] of (object.spec.egress ?? []).entries()) {
        for (const [index, entry] of hosts.entries()) {
          const slash = entry.indexOf('/');
          const scope = entry.slice(0, slash);
          const host = entry.slice(slash + 1);
          if (slash < 0 || host === '*' || scope.startsWith('~')) continue;
          const namespace = scope === '.' ? object.namespace : scope;
          if (isKnown(world, object.cluster, object.namespace, namespace, host)) continue;
          yield {
            on: object,
            path: ['spec', 'egress', listener, 'hosts', index],
            message: `${objectName(object)} imports '${entry}', and no service there has such a host.`,
            why: 'The proxies know nothing of the host that was meant: with ALLOW_ANY calls to it leave as plaintext to its address and follow no route, with REGISTRY_ONLY they are refused (502).',
            hint: 'Write <namespace>/<full host>, such as shop/cart.shop.svc.cluster.local, or <namespace>/* for all of it.',
          };
        }
      }
    }
  },
});

/** Also a VirtualService's host counts: importing one imports its destinations. */
function isKnown(world: World, cluster: string, client: string, namespace: string, host: string): boolean {
  const inScope = (owner: string) => namespace === '*' || namespace === owner;
  const services = world.facts.services.some((one) => inScope(one.namespace) && hostsOverlap(host, one.host));
  if (services) return true;
  const known = [...world.ofKind('ServiceEntry', cluster), ...world.ofKind('VirtualService', cluster)];
  return known.some(
    (one) =>
      inScope(one.namespace) &&
      isVisibleTo(one.spec.exportTo, one.namespace, client) &&
      (one.spec.hosts ?? []).some((other) => hostsOverlap(host, other)),
  );
}
