import type { Facts } from '../../istio/facts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { Simulation } from '../../simulate/simulation.ts';
import type { Slot } from './slots.ts';
import { isSame } from './texts.ts';

/** How many worlds are kept beside those in use: most transitions meet the objects of the one before. */
const KEPT = 16;

/** Small worlds to ask: only the objects that can touch one host. Equal objects give the same world, with all it knows. */
export class Worlds {
  readonly #facts: Facts;
  readonly #known = new Map<string, Simulation>();
  readonly #ids = new WeakMap<Manifest, number>();
  readonly #parts = new Map<string, Facts>();
  #next = 0;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Everything but VirtualServices, which follow by `Simulation.withVirtualServices`. */
  of(ground: ReadonlyMap<string, readonly Manifest[]>): Simulation {
    let key = '';
    for (const [cluster, manifests] of ground) {
      key += `${cluster}:`;
      for (const manifest of manifests) key += `${this.#idOf(manifest)},`;
    }
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= KEPT) this.#known.clear();
    const made = new Simulation({ facts: this.#factsOf([...ground.keys()]), manifests: ground });
    this.#known.set(key, made);
    return made;
  }

  /** The mesh as if only some config clusters were there. */
  #factsOf(configs: readonly string[]): Facts {
    const key = configs.join();
    const known = this.#parts.get(key);
    if (known) return known;
    const kept = new Set(configs);
    const clusters = this.#facts.clusters.filter(({ configCluster }) => kept.has(configCluster));
    const names = new Set(clusters.map(({ name }) => name));
    const made: Facts = {
      ...this.#facts,
      clusters,
      networks: this.#facts.networks.map((network) => ({
        ...network,
        gateways: network.gateways.filter(({ cluster }) => names.has(cluster)),
      })),
      workloads: this.#facts.workloads.filter(({ cluster }) => names.has(cluster)),
    };
    this.#parts.set(key, made);
    return made;
  }

  #idOf(manifest: Manifest): number {
    const known = this.#ids.get(manifest);
    if (known !== undefined) return known;
    this.#ids.set(manifest, this.#next);
    return this.#next++;
  }
}

/** The distinct versions of a slot, by the stage at which each is met first. */
export function domainOf({ versions }: Slot): readonly number[] {
  const found: number[] = [];
  versions.forEach((version, stage) => {
    if (!found.some((known) => isSame(versions[known], version))) found.push(stage);
  });
  return found;
}
