import type { Manifest } from '../../istio/manifest.ts';
import type { Simulation } from '../../simulate/simulation.ts';
import type { Slice } from './slice.ts';
import type { Slot } from './slots.ts';
import type { Mixture } from './variables.ts';
import type { Worlds } from './worlds.ts';

/** Simulations of all mixtures of the objects that can touch requests for one host. */
export class HostWorlds {
  readonly #worlds: Worlds;
  readonly #slice: Slice;
  /** Clusters where nothing changes have one list of objects for all mixtures. */
  readonly #fixed = new Map<string, readonly Manifest[]>();
  readonly #overlays = new Map<Simulation, Map<string, Simulation>>();

  constructor(worlds: Worlds, slice: Slice) {
    this.#worlds = worlds;
    this.#slice = slice;
    for (const [cluster, slots] of slice.ground) {
      if (slots.every(({ change }) => change === undefined))
        this.#fixed.set(
          cluster,
          manifestsOf(slots, () => 0),
        );
    }
  }

  /** Every object at one stage. */
  stage(place: ClientPlace, stage: number): Simulation {
    return this.#at(place, () => stage);
  }

  /** Objects that the mixture leaves out stand where the transition starts. */
  mixture(place: ClientPlace, mixture: Mixture): Simulation {
    return this.#at(place, (slot) => mixture.get(slot) ?? 0);
  }

  #at({ config, kept }: ClientPlace, stageOf: (slot: Slot) => number): Simulation {
    const ground = new Map<string, readonly Manifest[]>();
    for (const cluster of kept) {
      const slots = this.#slice.ground.get(cluster) ?? [];
      ground.set(cluster, this.#fixed.get(cluster) ?? manifestsOf(slots, stageOf));
    }
    const world = this.#worlds.of(ground);
    const routes = this.#slice.routes.get(config) ?? [];
    const key = `${config} ${routes.map((slot) => (slot.change ? stageOf(slot) : 0)).join()}`;
    const known = this.#overlays.get(world) ?? new Map<string, Simulation>();
    this.#overlays.set(world, known);
    const made = known.get(key) ?? world.withVirtualServices(config, manifestsOf(routes, stageOf));
    known.set(key, made);
    return made;
  }
}

interface ClientPlace {
  readonly config: string;
  readonly kept: readonly string[];
}

function manifestsOf(slots: readonly Slot[], stageOf: (slot: Slot) => number): readonly Manifest[] {
  const found: Manifest[] = [];
  for (const slot of slots) {
    const version = slot.versions[slot.change ? stageOf(slot) : 0];
    if (version) found.push(version);
  }
  return found;
}
