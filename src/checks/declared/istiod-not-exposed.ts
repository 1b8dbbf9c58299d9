import { type CheckFinding, defineCheck, type Judged } from './check.ts';
import { counted } from './walks/wording.ts';

/** Clusters are served by an istiod that they have no way to. */
export const istiodNotExposed = defineCheck({
  code: 'istiod-not-exposed',
  severity: 'error',
  *find(judged) {
    yield* withoutAddress(judged);
    yield* withoutGateway(judged);
  },
});

/** Only where Meshwright writes the values that the address belongs into: otherwise somebody else sees to it. */
function* withoutAddress({ mesh, index }: Judged): Iterable<CheckFinding> {
  if (mesh.helm === undefined) return;
  for (const [primary, served] of index.sharedControlPlanes) {
    if (index.clusters.get(primary)?.exposedIstiod !== undefined) continue;
    const remotes = served.filter((name) => name !== primary);
    yield {
      at: mesh.places[`clusters/${primary}`],
      message: `Cluster '${primary}' does not say where its istiod is reached, and serves ${counted('cluster', remotes)}.`,
      why: 'The values of these clusters need its address: their proxies would look for an istiod of their own and start without configuration.',
      hint: `Give '${primary}' the address of its east-west gateway: exposeIstiod: { address: '…' }.`,
    };
  }
}

function* withoutGateway({ mesh }: Judged): Iterable<CheckFinding> {
  const { clusters, networks } = mesh.inventory;
  for (const { name, network, exposedIstiod } of clusters) {
    const gateway = networks.find((one) => one.name === network);
    if (exposedIstiod === undefined || !gateway || gateway.eastWestGateway) continue;
    yield {
      at: mesh.places[`clusters/${name}`],
      message: `Cluster '${name}' exposes its istiod, and its network '${network}' has no east-west gateway.`,
      why: 'The istiod is opened through that gateway: without one nothing listens at the address.',
      hint: `Let the network '${network}' have an east-west gateway, or leave exposeIstiod out.`,
    };
  }
}
