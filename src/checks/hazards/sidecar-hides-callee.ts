import { hostCovers } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';

/** A namespace's Sidecar that leaves out a service which callers in it are known to call. */
export const sidecarHidesCallee = defineObjectCheck({
  code: 'sidecar-hides-callee',
  severity: 'error',
  *find(world) {
    if (world.ofKind('Sidecar').length === 0) return;
    for (const service of world.facts.services) {
      for (const { namespace, clusters, kind } of service.callers ?? []) {
        if (kind === 'gateway') continue;
        for (const cluster of clusters) {
          const sidecar = defaultSidecar(world, cluster, namespace);
          if (!sidecar || imports(sidecar, namespace, service.namespace, service.host)) continue;
          yield {
            on: sidecar,
            path: ['spec', 'egress'],
            message: `${objectName(sidecar)} does not import ${service.host}, which callers in '${namespace}' are declared to call.`,
            why: 'Their proxies do not know the service: calls leave as plaintext to its address and follow no route (or are refused with 502), and a server that is STRICT resets them.',
            hint: `Add '${service.namespace}/${service.host}' to its egress hosts.`,
          };
        }
      }
    }
  },
});

/** The Sidecar without a selector of a namespace, or the root namespace's, which holds where there is none. */
function defaultSidecar(world: World, cluster: string, namespace: string): WorldObject<'Sidecar'> | undefined {
  const config = world.clusters.get(cluster)?.configCluster ?? cluster;
  const defaults = world.rememberOf('default sidecars of', config, () => {
    const wide = world.ofKind('Sidecar', config).filter(({ spec }) => !spec.workloadSelector);
    return new Map(wide.map((object) => [object.namespace, object] as const));
  });
  return defaults.get(namespace) ?? defaults.get(world.facts.rootNamespace);
}

function imports({ spec }: WorldObject<'Sidecar'>, client: string, owner: string, host: string): boolean {
  const egress = spec.egress ?? [];
  if (egress.length === 0) return true;
  return egress.some(({ hosts }) =>
    hosts.some((entry) => {
      const slash = entry.indexOf('/');
      const scope = entry.slice(0, slash);
      const inScope = scope === '*' || scope === owner || (scope === '.' && owner === client);
      return inScope && hostCovers(entry.slice(slash + 1), host);
    }),
  );
}
