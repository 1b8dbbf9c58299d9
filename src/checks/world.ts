import type { Place } from '../diagnostics/diagnostic.ts';
import type { ClusterSurroundings, Facts } from '../istio/facts.ts';
import type { FieldPath } from '../istio/field-path.ts';
import type { IstioKind, SpecOf } from '../istio/generated/kinds.ts';
import { groupOf, type Manifest } from '../istio/manifest.ts';
import { checkStructure, isIstioKind } from '../istio/structure.ts';

/** One object of one cluster, from a mesh of ours or from a file. */
export interface WorldObject<K extends string = string> {
  readonly cluster: string;
  readonly manifest: Manifest & { readonly kind: K };
  /** `metadata.namespace`, or `default`. */
  readonly namespace: string;
  readonly name: string;
  /** Of the right structure: every field has the type that the CRD gives it. Other objects are in `World.objects` only. */
  readonly spec: K extends IstioKind ? SpecOf[K] : Readonly<Record<string, unknown>>;
  /** Whether Meshwright wrote it; its author then wrote a construct and not the object. */
  readonly lowered: boolean;
  /** Where its author wrote it: the construct, or the field's line in the file. */
  at(path?: FieldPath): Place | undefined;
}

/** What a world is made of. */
export interface WorldParts {
  readonly facts: Facts;
  readonly objects: readonly Omit<WorldObject, 'namespace' | 'name' | 'spec'>[];
  /** Where a cluster, network or service was declared: `clusters/<name>`, `services/<namespace>/<name>`. */
  placeOf(subject: string): Place | undefined;
}

/** All objects of all clusters with what surrounds them, looked up the ways checks need. Built once. */
export class World {
  readonly facts: Facts;
  readonly objects: readonly WorldObject[];
  readonly clusters: ReadonlyMap<string, ClusterSurroundings>;
  readonly placeOf: (subject: string) => Place | undefined;
  readonly #byKind = new Map<string, WorldObject[]>();
  readonly #byCluster = new Map<string, WorldObject[]>();
  readonly #memory = new Map<unknown, unknown>();

  constructor({ facts, objects, placeOf }: WorldParts) {
    this.facts = facts;
    this.placeOf = placeOf;
    this.clusters = new Map(facts.clusters.map((cluster) => [cluster.name, cluster]));
    this.objects = objects.map((object) => whole(object));
    const sound = new Map<Manifest, boolean>();
    for (const object of this.objects) {
      const { manifest, cluster } = object;
      let good = sound.get(manifest);
      if (good === undefined) {
        good = isSound(manifest);
        sound.set(manifest, good);
      }
      if (!good) continue;
      const kind = kindKey(manifest);
      push(this.#byKind, kind, object);
      push(this.#byCluster, `${kind} ${cluster}`, object);
    }
  }

  /** Objects of an Istio kind with the right structure, or of a Kubernetes kind as it is; in all clusters or in one. */
  ofKind<K extends string>(kind: K, cluster?: string): readonly WorldObject<K>[] {
    const found = cluster === undefined ? this.#byKind.get(kind) : this.#byCluster.get(`${kind} ${cluster}`);
    return (found ?? []) as unknown as readonly WorldObject<K>[];
  }

  /** Clusters whose API server an istiod reads: only there Istio objects act. */
  get configClusters(): readonly string[] {
    return this.remember('config clusters', () => [...new Set(this.facts.clusters.map((c) => c.configCluster))].sort());
  }

  /** Made once a world, whichever check asks first. */
  remember<T>(key: unknown, make: () => T): T {
    if (!this.#memory.has(key)) this.#memory.set(key, make());
    return this.#memory.get(key) as T;
  }
}

function whole(object: WorldParts['objects'][number]): WorldObject {
  const { namespace = 'default', name } = object.manifest.metadata;
  return { ...object, namespace, name, spec: object.manifest.spec ?? {} };
}

/** `VirtualService` is Istio's; kinds that others have too are told apart by their group: `Gateway.gateway.networking.k8s.io`. */
function kindKey({ apiVersion, kind }: Manifest): string {
  const group = groupOf(apiVersion);
  return isIstioKind(apiVersion, kind) || isPlainKubernetes(group) ? kind : `${kind}.${group}`;
}

function isPlainKubernetes(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io') === false;
}

function isSound(manifest: Manifest): boolean {
  if (!isIstioKind(manifest.apiVersion, manifest.kind)) return true;
  return checkStructure(manifest).every(({ kind }) => kind === 'unknown-field' || kind === 'value');
}

function push(map: Map<string, WorldObject[]>, key: string, object: WorldObject): void {
  const list = map.get(key);
  if (list) list.push(object);
  else map.set(key, [object]);
}
