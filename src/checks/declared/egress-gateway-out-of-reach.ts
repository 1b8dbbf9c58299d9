import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { named } from './walks/wording.ts';

/** Callers find an egress gateway within their own network: its name in the handshake is none that others pass on. */
export const egressGatewayOutOfReach = defineCheck({
  code: 'egress-gateway-out-of-reach',
  severity: 'error',
  *find({ index }) {
    const networkOf = (cluster: string) => index.clusters.get(cluster)?.network;
    for (const service of index.mesh.inventory.services) {
      const gateway = index.services.get(service.external?.through ?? '');
      if (!gateway) continue;
      const reached = new Set(index.serverClusters(gateway).map(networkOf));
      const stranded = index.clientClusters(service).filter((cluster) => !reached.has(networkOf(cluster)));
      if (stranded.length === 0) continue;
      yield {
        at: placeOfService(index, service.key),
        message: `ExternalService '${service.key}' is called through '${gateway.key}', which runs in no network of ${named(stranded)}.`,
        why: 'Sidecars send what is for it under its own server name, by which an east-west gateway finds no service: every call from there fails.',
        hint: `Run the gateway in a cluster of each network that has callers, or name with 'in' the clusters that may call it.`,
        related: [{ message: 'the gateway is declared here', at: placeOfService(index, gateway.key) }],
      };
    }
  },
});
