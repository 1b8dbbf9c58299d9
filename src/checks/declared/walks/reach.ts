import type { ServiceFacts } from '../../../istio/inventory.ts';
import type { MeshIndex } from '../../../lower/mesh-index.ts';
import { ClusterLocal } from './cluster-local.ts';

/** Which clusters' pods a proxy can call. */
export class Reach {
  readonly #networks: ReadonlyMap<string, string>;
  readonly #open: ReadonlySet<string>;
  readonly #local: ClusterLocal;

  constructor(index: MeshIndex) {
    const { clusters, networks } = index.mesh.inventory;
    this.#local = new ClusterLocal(index);
    this.#networks = new Map(clusters.map((cluster) => [cluster.name, cluster.network]));
    this.#open = new Set(networks.filter((network) => network.eastWestGateway).map((network) => network.name));
  }

  sameNetwork(client: string, server: string): boolean {
    return this.#networks.get(client) === this.#networks.get(server);
  }

  /**
   * Across networks only mutual TLS passes, through the east-west gateway of the network that is called. What MeshConfig
   * keeps inside each cluster passes nowhere.
   */
  reaches(service: ServiceFacts, client: string, server: string): boolean {
    const network = this.#networks.get(server);
    if (network === undefined || !this.#networks.has(client)) return false;
    if (client !== server && this.#local.keeps(service.host, client)) return false;
    return this.sameNetwork(client, server) || (service.sidecar && this.#open.has(network));
  }
}
