import type { CallerFacts } from '../../istio/facts.ts';
import { hostCovers } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';

/** A namespace's Sidecar that leaves out a service which callers in it are known to call. */
export const sidecarHidesCallee = defineObjectCheck({
  code: 'sidecar-hides-callee',
  severity: 'error',
  *find(world) {
    if (world.ofKind('Sidecar').length === 0) return;
    for (const { host, namespace, callers = [] } of world.facts.services)
      yield* hidden(world, host, callers, () => namespace);
    for (const [host, callers] of Object.entries(world.facts.hostCallers ?? {}))
      yield* hidden(world, host, callers, (config) => ownerOf(world, config, host));
  },
});

function* hidden(
  world: World,
  host: string,
  callers: readonly CallerFacts[],
  ownerIn: (config: string) => string | undefined,
): Iterable<ObjectFinding> {
  for (const { namespace, clusters, kind } of callers) {
    if (kind === 'gateway') continue;
    for (const cluster of clusters) {
      const sidecar = defaultSidecar(world, cluster, namespace);
      const owner = ownerIn(world.clusters.get(cluster)?.configCluster ?? cluster);
      if (!sidecar || owner === undefined || imports(sidecar, namespace, owner, host)) continue;
      yield {
        on: sidecar,
        path: ['spec', 'egress'],
        message: `${objectName(sidecar)} does not import ${host}, which callers in '${namespace}' are declared to call.`,
        why: 'Their proxies do not know the service: calls leave as plaintext to its address and follow no route (or are refused with 502), and a server that is STRICT resets them.',
        hint: `Add '${owner}/${host}' to its egress hosts.`,
      };
    }
  }
}

/** Namespace of the ServiceEntry that has a host. */
function ownerOf(world: World, config: string, host: string): string | undefined {
  const known = world.rememberOf('entries by host in', config, () => {
    const entries = world.ofKind('ServiceEntry', config);
    return new Map(
      entries.flatMap(({ spec, namespace }) => (spec.hosts ?? []).map((one) => [one, namespace] as const)),
    );
  });
  return known.get(host);
}

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
