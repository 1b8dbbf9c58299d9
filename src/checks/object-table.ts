import type { ClusterSurroundings } from '../istio/facts.ts';
import { ISTIO_VERSIONS, type IstioVersion } from '../istio/inventory.ts';
import { groupOf, type Manifest } from '../istio/manifest.ts';
import { checkStructure, isIstioKind, SoundParts, type StructureProblem } from '../istio/structure.ts';
import type { WorldObject, WorldParts } from './world.ts';

/** The objects of one kind, in their order. */
export interface ObjectsOfKind {
  readonly every: readonly WorldObject[];
  /** Those with the right structure. */
  readonly sound: readonly WorldObject[];
  /** The same, of each cluster. */
  readonly soundIn: ReadonlyMap<string, readonly WorldObject[]>;
}

export interface ObjectTable {
  readonly all: readonly WorldObject[];
  readonly kinds: ReadonlyMap<string, ObjectsOfKind>;
  readonly flawed: ReadonlyMap<WorldObject, readonly StructureProblem[]>;
}

/** All objects by kind, each judged by its structure; once for objects that clusters share, for each release. */
export function tabulate(
  objects: WorldParts['objects'],
  clusters: ReadonlyMap<string, ClusterSurroundings>,
): ObjectTable {
  const kinds = new Kinds();
  const parts = new SoundParts();
  const flawed = new Map<WorldObject, readonly StructureProblem[]>();
  const all = objects.map((given) => {
    const { manifest, cluster } = given;
    const kind = kinds.of(manifest);
    const object = whole(given, kind.numberOf(manifest));
    const problems = kind.structureOf(object, clusters.get(cluster)?.istio ?? NEWEST, parts);
    if (problems.length > 0) flawed.set(object, problems);
    kind.add(object, isSound(problems));
    return object;
  });
  return { all, kinds: kinds.byKey, flawed };
}

const NEWEST: IstioVersion = ISTIO_VERSIONS[ISTIO_VERSIONS.length - 1]!;
const NONE: readonly StructureProblem[] = [];

function isSound(problems: readonly StructureProblem[]): boolean {
  return problems.every(({ kind }) => kind !== 'wrong-type' && kind !== 'missing');
}

class Kinds {
  readonly byKey = new Map<string, Kind>();
  readonly #byName = new Map<string, Map<string, Kind>>();

  of({ apiVersion, kind: name }: Manifest): Kind {
    let kind = this.#byName.get(apiVersion)?.get(name);
    if (!kind) {
      const key = kindKey(apiVersion, name);
      kind = this.byKey.get(key) ?? new Kind();
      this.byKey.set(key, kind);
      const names = this.#byName.get(apiVersion);
      if (names) names.set(name, kind);
      else this.#byName.set(apiVersion, new Map([[name, kind]]));
    }
    return kind;
  }
}

class Kind implements ObjectsOfKind {
  readonly every: WorldObject[] = [];
  readonly sound: WorldObject[] = [];
  readonly soundIn = new Map<string, WorldObject[]>();
  readonly #numbers = new Map<Manifest, number>();
  /** For each release by the manifest's number. */
  readonly #structure = new Map<IstioVersion, (readonly StructureProblem[])[]>();

  numberOf(manifest: Manifest): number {
    let number = this.#numbers.get(manifest);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(manifest, number);
    }
    return number;
  }

  structureOf({ manifest, number }: WorldObject, release: IstioVersion, parts: SoundParts) {
    if (!isIstioGroup(manifest.apiVersion)) return NONE;
    let known = this.#structure.get(release);
    if (!known) {
      known = [];
      this.#structure.set(release, known);
    }
    let problems = known[number];
    if (!problems) {
      const found = checkStructure(manifest, release, parts);
      problems = found.length === 0 ? NONE : found;
      known[number] = problems;
    }
    return problems;
  }

  add(object: WorldObject, isSound: boolean): void {
    this.every.push(object);
    if (!isSound) return;
    this.sound.push(object);
    const here = this.soundIn.get(object.cluster);
    if (here) here.push(object);
    else this.soundIn.set(object.cluster, [object]);
  }
}

function kindKey(apiVersion: string, kind: string): string {
  const group = groupOf(apiVersion);
  // Kubernetes' own groups have no dot (`apps`) or are those of RBAC and the like; nobody else's kinds go by their bare name.
  return isIstioKind(apiVersion, kind) || !group.includes('.') ? kind : `${kind}.${group}`;
}

function isIstioGroup(apiVersion: string): boolean {
  return apiVersion.includes('.istio.io/') && groupOf(apiVersion).endsWith('.istio.io');
}

function whole(given: WorldParts['objects'][number], number: number): WorldObject {
  const { cluster, manifest, lowered, at } = given;
  const { namespace = 'default', name } = manifest.metadata;
  // Not a spread: there may be a hundred thousand of them.
  return {
    cluster,
    manifest,
    number,
    namespace,
    name,
    // The API server drops fields that are there without a value, before anybody else sees the object.
    spec: (lowered ? manifest.spec : withoutNulls(manifest.spec)) ?? {},
    lowered,
    at,
  };
}

/** The same value where nothing in it is null; items of lists stay. */
function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, index) => item === value[index]) ? value : (items as T);
  }
  const entries = Object.entries(value);
  const kept = entries.flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)] as const]));
  const same = kept.length === entries.length && kept.every(([, inner], index) => inner === entries[index]?.[1]);
  return same ? value : (Object.fromEntries(kept) as T);
}
