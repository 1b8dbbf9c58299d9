import type { Manifest } from '../../istio/manifest.ts';
import { NOT_ROUTING } from '../../simulate/sent.ts';
import type { Simulation } from '../../simulate/simulation.ts';
import type { Slice } from './slice.ts';
import type { Slot } from './slots.ts';
import { Summaries } from './summaries.ts';
import type { Probe } from './types.ts';
import type { Mixture } from './variables.ts';
import type { World, Worlds } from './worlds.ts';

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
  stage(place: ClientPlace, stage: number): World {
    return this.#at(place, () => stage);
  }

  /** Objects that the mixture leaves out stand where the transition starts. */
  mixture(place: ClientPlace, mixture: Mixture): World {
    return this.#at(place, (slot) => mixture.get(slot) ?? 0);
  }

  /** What becomes of one client's requests in some of these worlds. */
  summaries(probe: Probe, worlds: readonly World[]): Summaries {
    return new Summaries(this.#worlds.known, probe, worlds);
  }

  #at({ config, kept }: ClientPlace, stageOf: (slot: Slot) => number): World {
    const ground = new Map<string, readonly Manifest[]>();
    for (const cluster of kept) {
      const slots = this.#slice.ground.get(cluster) ?? [];
      ground.set(cluster, this.#fixed.get(cluster) ?? manifestsOf(slots, stageOf));
    }
    const routes = manifestsOf(this.#slice.routes.get(config) ?? [], stageOf);
    const routing = [...(ground.get(config) ?? []).filter(({ kind }) => !NOT_ROUTING.has(kind)), ...routes];
    const overlay = this.#worlds.keyOf([[config, routes]]);
    const key = this.#worlds.keyOf(ground);
    return {
      key: `${key} ${overlay}`,
      routes: `${kept.join()} ${this.#worlds.keyOf([[config, routing]])}`,
      simulate: () => {
        const world = this.#worlds.of(key, ground);
        const known = this.#overlays.get(world) ?? new Map<string, Simulation>();
        this.#overlays.set(world, known);
        const made = known.get(overlay) ?? world.withVirtualServices(config, routes);
        known.set(overlay, made);
        return made;
      },
    };
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
