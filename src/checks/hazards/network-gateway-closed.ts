import { hostCovers } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';
import { calledAcross } from './walks/clients.ts';
import { type Opening, openingsOf } from './walks/network-gateways.ts';
import { podsOf } from './walks/pods.ts';

/** An east-west gateway that no Gateway object opens, or opens for other hosts only. */
export const networkGatewayClosed = defineObjectCheck({
  code: 'network-gateway-closed',
  severity: 'error',
  *find(world) {
    for (const { name: network, gateways } of world.facts.networks) {
      for (const gateway of gateways) {
        const reached = hostsBehind(world, network);
        if (reached.length === 0) continue;
        const openings = openingsOf(world, gateway);
        if (openings.length === 0) {
          yield {
            on: undefined,
            subject: `clusters/${gateway.cluster}`,
            clusters: [gateway.cluster],
            message: `No Gateway object opens port ${gateway.port} of the east-west gateway of cluster '${gateway.cluster}' with AUTO_PASSTHROUGH, and other networks call ${reached[0]} there.`,
            why: 'The gateway has no filter chain for any service: it closes the connections of calls from other networks (503 UF at the caller).',
            hint: `Add a Gateway that selects its pods, with port ${gateway.port}, protocol TLS, tls mode AUTO_PASSTHROUGH and hosts "*.local".`,
          };
        } else {
          yield* uncovered(openings, reached, gateway.cluster);
        }
      }
    }
  },
});

function* uncovered(openings: readonly Opening[], reached: readonly string[], cluster: string) {
  const hosts = openings.flatMap((opening) => opening.hosts);
  const shut = reached.filter((host) => !hosts.some((pattern) => hostCovers(pattern, host)));
  const [opening] = openings;
  if (shut.length === 0 || !opening) return;
  const more = shut.length > 1 ? ` and ${shut.length - 1} more` : '';
  yield {
    on: opening.object,
    path: ['spec', 'servers', opening.server, 'hosts'],
    clusters: [cluster],
    severity: 'warning' as const,
    message: `${objectName(opening.object)} lets calls to ${hosts.join(', ')} in from other networks; proxies there also know ${shut[0]}${more}.`,
    why: 'Istio sends callers to this gateway for every endpoint behind it; for a host that it does not open it closes the connection (503 UF).',
    hint: 'Open it for "*.local", or keep callers of other networks off the others with serviceSettings clusterLocal.',
  };
}

function hostsBehind(world: World, network: string): readonly string[] {
  return world.rememberOf('called across into', network, () => {
    const hosts = [...new Set(world.facts.services.map((service) => service.host))].sort();
    return hosts.filter(
      (host) =>
        podsOf(world, host).some((pod) => world.clusters.get(pod.cluster)?.network === network) &&
        calledAcross(world, host, network),
    );
  });
}
