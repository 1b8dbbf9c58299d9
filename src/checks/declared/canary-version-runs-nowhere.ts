import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { CanarySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { Reach } from './walks/reach.ts';
import { canaryName, counted } from './walks/wording.ts';

/** A canary may send requests only where pods answer them. */
export const canaryVersionRunsNowhere = defineCheck({
  code: 'canary-version-runs-nowhere',
  severity: 'error',
  *find({ index }) {
    const reach = new Reach(index);
    for (const canary of index.moves) {
      const service = index.services.get(canary.spec.service);
      if (!service) continue;
      const { from, to, pinToCluster } = canary.spec;
      yield* judge(index, reach, canary, service, to, pinToCluster);
      if (from !== to) yield* judge(index, reach, canary, service, from, false);
    }
  },
});

function* judge(
  index: MeshIndex,
  reach: Reach,
  canary: CanarySnapshot,
  service: ServiceFacts,
  version: string,
  pinned: boolean,
): Iterable<CheckFinding> {
  if (!service.versions.some(({ name }) => name === version)) return;
  const pods = service.runsIn.filter(({ versions }) => versions.includes(version));
  const machines = (service.machines ?? []).filter((one) => one.version === version);
  const servers = [...new Set([...pods, ...machines].map(({ cluster }) => cluster))];
  const reaches = (client: string) =>
    servers.some((server) => (pinned ? server === client : reach.reaches(service, client, server)));
  const callers = new Set(index.clientClusters(service));
  const clients = new Set(canary.spec.waves.flatMap((wave) => wave.clusters));
  const stranded = [...clients].filter((client) => callers.has(client) && !reaches(client)).sort();
  if (stranded.length === 0) return;
  const who = `callers in ${counted('cluster', stranded)}${pinned ? ' itself, where pinToCluster keeps the canary,' : ''}`;
  const runs =
    servers.length === 0
      ? `runs in no cluster that ${who} could reach`
      : `runs only in ${counted('cluster', servers)}, which ${who} cannot reach`;
  yield {
    at: canary.at,
    message: `Version '${version}' of service '${service.key}' ${runs} (canary '${canaryName(canary)}').`,
    why: 'Every request that the canary sends to the version from there fails with 503: no endpoint is left to choose from.',
    hint: hintFor(service, version, servers, stranded, pinned),
    related: [{ message: 'runsIn of the service says where its versions run', at: placeOfService(index, service.key) }],
  };
}

function hintFor(
  service: ServiceFacts,
  version: string,
  servers: readonly string[],
  stranded: readonly string[],
  pinned: boolean,
): string {
  if (pinned)
    return `Run '${version}' in ${counted('cluster', stranded)}, leave them out of the waves, or drop pinToCluster.`;
  if (servers.length === 0) return `Name '${version}' in runsIn: { cluster, versions: ['${version}', …] }.`;
  const across = service.sidecar
    ? 'give its network an eastWestGateway'
    : 'give the service a sidecar (only mutual TLS crosses networks)';
  return `Run '${version}' in a cluster of the same network, ${across}, or leave ${counted('cluster', stranded)} out of the waves.`;
}
