import { groupOf, type Manifest } from '../../istio/manifest.ts';

/** An object in one cluster, with the parts that are asked for most. */
export interface ClusterManifest {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly name: string;
}

export type Labels = Readonly<Record<string, string>>;

const NONE: Labels = {};

export function labelsOf({ manifest }: ClusterManifest): Labels {
  return manifest.metadata.labels ?? NONE;
}

export function annotationsOf({ manifest }: ClusterManifest): Labels {
  return manifest.metadata.annotations ?? NONE;
}

/** Objects by `group/Kind`; the core group is empty: `/Service`. */
export class ByKind {
  readonly #kinds = new Map<string, ClusterManifest[]>();

  constructor(objects: Iterable<ClusterManifest>) {
    for (const object of objects) {
      const { apiVersion, kind } = object.manifest;
      const key = `${groupOf(apiVersion)}/${kind}`;
      const list = this.#kinds.get(key);
      if (list) list.push(object);
      else this.#kinds.set(key, [object]);
    }
  }

  all(...kinds: readonly string[]): readonly ClusterManifest[] {
    return kinds.length === 1 ? (this.#kinds.get(kinds[0]!) ?? []) : kinds.flatMap((kind) => this.all(kind));
  }
}

/** The labels in a field, only those that are texts, as maps of YAML can hold anything. */
export function textMap(value: unknown): Labels {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return NONE;
  return Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string'));
}
