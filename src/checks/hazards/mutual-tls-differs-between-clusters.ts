import type { WorkloadSurroundings } from '../../istio/facts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { clientClusters } from './walks/clients.ts';
import { podsOf, servicesOf } from './walks/pods.ts';
import { rulesInForce } from './walks/rules-in-force.ts';
import { type ModeInForce, modeInForce } from './walks/server-mode.ts';

/** Clients go by the PeerAuthentications of their own cluster, servers by those of theirs: where they differ, calls fail. */
export const mutualTlsDiffersBetweenClusters = defineObjectCheck({
  code: 'mutual-tls-differs-between-clusters',
  severity: 'error',
  *find(world) {
    const some = world.ofKind('PeerAuthentication').some(({ spec }) => {
      return [spec.mtls, ...Object.values(spec.portLevelMtls ?? {})].some((one) => one?.mode === 'DISABLE');
    });
    if (!some || world.configClusters.length < 2) return;
    for (const host of new Set(world.facts.services.map((service) => service.host))) {
      for (const client of new Set(clientClusters(world, host).map((name) => configOf(world, name)))) {
        const clash = firstClash(world, host, client);
        if (clash) yield findingOf(host, client, clash);
      }
    }
  },
});

interface Clash {
  readonly pod: WorkloadSurroundings;
  readonly server: ModeInForce;
  readonly seen: ModeInForce;
  readonly at: WorldObject<'PeerAuthentication'>;
}

function configOf(world: World, cluster: string): string {
  return world.clusters.get(cluster)?.configCluster ?? cluster;
}

function firstClash(world: World, host: string, client: string): Clash | undefined {
  // A TLS mode that is written down is another check's matter.
  const explicit = world.rememberOf('explicit tls of', client, () =>
    world.ofKind('DestinationRule', client).filter(({ spec }) => spec.trafficPolicy?.tls !== undefined),
  );
  for (const pod of podsOf(world, host)) {
    if (configOf(world, pod.cluster) === client || pod.proxy === 'none') continue;
    for (const port of targetsOf(world, host, pod)) {
      const server = modeInForce(world, pod, port);
      const seen = modeInForce(world, pod, port, client);
      const fails =
        (server.mode === 'DISABLE' && seen.mode !== 'DISABLE') || (server.mode === 'STRICT' && seen.mode === 'DISABLE');
      const at = server.by ?? seen.by;
      if (!fails || !at) continue;
      if (
        explicit.length > 0 &&
        rulesInForce(world, client, pod.namespace, host).some((rule) => explicit.includes(rule))
      ) {
        continue;
      }
      return { pod, server, seen, at };
    }
  }
  return undefined;
}

function targetsOf(world: World, host: string, pod: WorkloadSurroundings): readonly (number | undefined)[] {
  const ports = servicesOf(world, host).flatMap((service) => service.ports);
  return ports.map(({ targetPort }) => (typeof targetPort === 'number' ? targetPort : pod.ports[targetPort]));
}

function findingOf(host: string, client: string, { pod, server, seen, at }: Clash) {
  const knows = seen.by ? `${objectName(seen.by)} there says ${seen.mode}` : `nothing there says so`;
  return {
    on: at,
    clusters: [client],
    message: `${host} accepts ${ACCEPTED[server.mode]} in cluster '${pod.cluster}', and its callers in other clusters do not know: ${knows}.`,
    why:
      server.mode === 'DISABLE'
        ? 'Each istiod tells its proxies by the PeerAuthentications of its own cluster which endpoints want plaintext: these callers open mutual TLS towards a port that speaks none (503 UF).'
        : 'Each istiod tells its proxies by the PeerAuthentications of its own cluster which endpoints want plaintext: these callers send it to servers that reset it.',
    hint: 'Apply the same PeerAuthentication in the clusters of all callers, or leave mutual TLS on.',
    ...(seen.by && server.by && { related: [{ message: 'what the callers go by is here', on: seen.by }] }),
  };
}

const ACCEPTED = { STRICT: 'only mutual TLS', PERMISSIVE: 'both', DISABLE: 'only plaintext' } as const;
