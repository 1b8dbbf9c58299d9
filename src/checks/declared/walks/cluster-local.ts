import type { MeshConfigFacts } from '../../../istio/facts.ts';
import { meshConfigFrom } from '../../../istio/mesh-config/facts.ts';
import type { MeshIndex } from '../../../lower/mesh-index.ts';
import { isClusterLocal } from '../../../simulate/reach/pool/cluster-local.ts';

/** Which services callers only find in their own cluster, by `serviceSettings` of MeshConfig. */
export class ClusterLocal {
  readonly #configs: ReadonlyMap<string, MeshConfigFacts>;
  readonly #facts: { readonly rootNamespace: string };
  readonly #known = new Map<MeshConfigFacts, Map<string, boolean>>();

  constructor({ mesh: { inventory } }: MeshIndex) {
    this.#facts = { rootNamespace: inventory.rootNamespace };
    const read = new Map<string, MeshConfigFacts>();
    this.#configs = new Map(
      inventory.clusters.map(({ name, meshConfig = {} }) => {
        const key = JSON.stringify(meshConfig.serviceSettings);
        const facts = read.get(key) ?? meshConfigFrom(meshConfig).facts;
        read.set(key, facts);
        return [name, facts];
      }),
    );
  }

  keeps(host: string, client: string): boolean {
    const meshConfig = this.#configs.get(client);
    if (!meshConfig) return false;
    const hosts = this.#known.get(meshConfig) ?? new Map<string, boolean>();
    this.#known.set(meshConfig, hosts);
    const known = hosts.get(host) ?? isClusterLocal({ meshConfig, facts: this.#facts }, host);
    hosts.set(host, known);
    return known;
  }
}
