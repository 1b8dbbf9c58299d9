import type { Manifest } from '../../istio/manifest.ts';
import type { Objects } from './types.ts';

/** An object of one cluster before and after; undefined where it is not there. */
export interface Changed {
  readonly cluster: string;
  readonly before: Manifest | undefined;
  readonly after: Manifest | undefined;
}

/** Every object that differs, clusters and identities in order. */
export function changedObjects(before: Objects, after: Objects): readonly Changed[] {
  const same = new Comparison();
  const clusters = [...new Set([...before.keys(), ...after.keys()])].sort();
  return clusters.flatMap((cluster) => {
    const [old, fresh] = [before.get(cluster) ?? NONE, after.get(cluster) ?? NONE];
    const ids = [...new Set([...old.keys(), ...fresh.keys()])].sort();
    return ids.flatMap((id) => {
      const changed: Changed = { cluster, before: old.get(id), after: fresh.get(id) };
      return same.is(changed.before, changed.after) ? [] : [changed];
    });
  });
}

const NONE: ReadonlyMap<string, Manifest> = new Map();

/** Clusters share most objects: each pair is compared once. */
class Comparison {
  readonly #texts = new WeakMap<Manifest, string>();

  is(a: Manifest | undefined, b: Manifest | undefined): boolean {
    if (a === b) return true;
    return a !== undefined && b !== undefined && this.#text(a) === this.#text(b);
  }

  #text(manifest: Manifest): string {
    const known = this.#texts.get(manifest) ?? JSON.stringify(sorted(manifest));
    this.#texts.set(manifest, known);
    return known;
  }
}

/** Keys in order, arrays as they are: the order of keys means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
