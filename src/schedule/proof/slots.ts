import type { Manifest } from '../../istio/manifest.ts';
import { keysOf } from './keys.ts';
import type { Applied, ChangedObject } from './types.ts';

/** The place of one object in one cluster, with everything that it may be while a transition is under way. */
export interface Slot {
  readonly cluster: string;
  readonly id: string;
  /** At each stage of the transition; one where it does not change. */
  readonly versions: readonly (Manifest | undefined)[];
  /** The change that it stands for; undefined: it stays as it is. */
  readonly change: ChangedObject | undefined;
}

type Index = Map<string, Slot[]>;

/** All objects of all clusters by what they may touch, kept while stages follow one another. */
export class Slots {
  readonly #clusters = new Map<string, Index>();
  readonly #byId = new Map<string, Map<string, Slot>>();

  constructor(applied: Applied) {
    for (const [cluster, objects] of applied) {
      for (const [id, manifest] of objects) this.#add({ cluster, id, versions: [manifest], change: undefined });
    }
  }

  /** Those of a cluster under a key. */
  of(cluster: string, key: string): Iterable<Slot> {
    return this.#clusters.get(cluster)?.get(key) ?? [];
  }

  /** Those of a cluster, each with its key, for whoever has to look at all. */
  keysOf(cluster: string): Iterable<readonly [string, Iterable<Slot>]> {
    return this.#clusters.get(cluster) ?? [];
  }

  object(cluster: string, id: string): Manifest | undefined {
    return this.#byId.get(cluster)?.get(id)?.versions[0];
  }

  /** Lets objects be at any stage of a transition. */
  vary(changes: readonly ChangedObject[]): void {
    for (const change of changes) this.#replace({ ...change, change });
  }

  /** Sets objects to one stage of it. */
  settle(changes: readonly ChangedObject[], stage: number): void {
    for (const { cluster, id, versions } of changes) {
      this.#replace({ cluster, id, versions: [versions[stage]], change: undefined });
    }
  }

  #replace(slot: Slot): void {
    const known = this.#byId.get(slot.cluster)?.get(slot.id);
    const index = this.#clusters.get(slot.cluster);
    if (known && index) for (const key of slotKeys(known)) remove(index.get(key), known);
    if (slot.versions.some((version) => version !== undefined)) this.#add(slot);
    else this.#byId.get(slot.cluster)?.delete(slot.id);
  }

  #add(slot: Slot): void {
    const own = this.#byId.get(slot.cluster) ?? new Map<string, Slot>();
    this.#byId.set(slot.cluster, own.set(slot.id, slot));
    let index = this.#clusters.get(slot.cluster);
    if (!index) {
      index = new Map();
      this.#clusters.set(slot.cluster, index);
    }
    for (const key of slotKeys(slot)) {
      const same = index.get(key);
      if (same) same.push(slot);
      else index.set(key, [slot]);
    }
  }
}

function remove(slots: Slot[] | undefined, slot: Slot): void {
  const at = slots?.indexOf(slot) ?? -1;
  if (at >= 0) slots?.splice(at, 1);
}

function slotKeys({ versions }: Slot): readonly string[] {
  const [first] = versions;
  if (versions.length === 1) return first ? keysOf(first) : [];
  return [...new Set(versions.flatMap((version) => (version ? keysOf(version) : [])))];
}
