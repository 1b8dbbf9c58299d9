import type { Facts } from '../../istio/facts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { Simulation } from '../../simulate/simulation.ts';
import { KnownSummaries } from './known-summaries.ts';
import type { Slot } from './slots.ts';
import { isSame } from './texts.ts';

/** How many worlds are kept beside those in use: most transitions meet the objects of the one before. */
const KEPT = 16;

/** A world to ask, made when it is. */
export interface World {
  /** Of two worlds of one key everything is the same. */
  readonly key: string;
  /** Of two worlds of one such key requests are sent the same way. */
  readonly routes: string;
  simulate(): Simulation;
}

/** Small worlds to ask: only the objects that can touch one host. Equal objects give the same world, with all it knows. */
export class Worlds {
  /** What has become of requests in any of them. */
  readonly known = new KnownSummaries();
  readonly #facts: Facts;
  readonly #known = new Map<string, Simulation>();
  readonly #ids = new WeakMap<Manifest, number>();
  readonly #parts = new Map<string, Facts>();
  #next = 0;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  /** Equal for the same objects in the same clusters. */
  keyOf(objects: Iterable<readonly [cluster: string, manifests: readonly Manifest[]]>): string {
    let key = '';
    for (const [cluster, manifests] of objects) {
      key += `${cluster}:`;
      for (const manifest of manifests) key += `${this.#idOf(manifest)},`;
    }
    return key;
  }

  /** Everything but VirtualServices, which follow by `Simulation.withVirtualServices`. `key`: that of the ground. */
  of(key: string, ground: ReadonlyMap<string, readonly Manifest[]>): Simulation {
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
