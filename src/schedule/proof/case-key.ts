import { CLUSTER_LABEL, NETWORK_LABEL } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { HostCase } from './host-case.ts';
import { isOnServers } from './keys.ts';
import type { Slice } from './slice.ts';
import type { Slot } from './slots.ts';
import type { Surroundings } from './surroundings.ts';
import { textOf } from './texts.ts';

/**
 * Names what a case is, whatever its cluster is called: cases of one key have one verdict. Clusters go into it by what
 * they are and hold; an object that names clusters keeps a case to itself. Of VirtualServices what no judgement looks at
 * is left out: timeouts, retries, and, where no mixture lies between the stages, how large a share is.
 */
export class CaseKeys {
  readonly #around: Surroundings;
  readonly #literal: boolean;
  readonly #texts = new Map<string, number>();
  readonly #manifests = new WeakMap<Manifest, number>();
  readonly #routes = new WeakMap<Manifest, { readonly exact: number; readonly rough: number }>();
  readonly #objects = new WeakMap<object, number>();
  readonly #slices = new WeakMap<Slice, SliceKeys>();

  /** `literal`: every cluster is told apart by its name, whatever it holds. */
  constructor(around: Surroundings, literal = false) {
    this.#around = around;
    this.#literal = literal;
  }

  /** Clusters that stand for all: the client's own, and of others that are alike two, for there may be two on one way. */
  keptFor(slice: Slice, config: string): readonly string[] {
    const { groups } = this.#sliceKeys(slice);
    const others = [...groups.values()].flatMap((alike) => alike.filter((one) => one !== config).slice(0, 2));
    return [config, ...others].sort();
  }

  keyOf(slice: Slice, one: HostCase): string {
    const { own } = this.#sliceKeys(slice);
    const others = this.#byNetwork(one, own);
    const rough = singleOf(one) !== undefined;
    const routes = (slice.routes.get(one.config) ?? []).map((slot) => this.#slotOfRoutes(slot, rough)).join();
    const clients = one.probes.map(({ client, ...probe }) => {
      const { cluster, ...rest } = client;
      return [probe, rest, cluster === one.config ? '' : cluster];
    });
    const asked = this.#idOf(JSON.stringify([clients, one.home, one.middle, one.restores, one.stages]));
    return `${own.get(one.config)}|${others}|${routes}|${asked}|${this.#idOfObject(one.requests)}`;
  }

  /** The other clusters, those of the client's network first: what a network is called makes no difference. */
  #byNetwork({ kept, config }: HostCase, own: SliceKeys['own']): string {
    const networks = new Map<string, (string | undefined)[]>([[this.#around.networkOf(config), []]]);
    for (const cluster of kept) {
      if (cluster === config) continue;
      const network = this.#around.networkOf(cluster);
      networks.set(network, [...(networks.get(network) ?? []), own.get(cluster)]);
    }
    const [mine, ...others] = [...networks.values()].map((ids) => ids.sort().join());
    return [mine, ...others.sort()].join('/');
  }

  /** Whether nothing changes that any judgement of this case looks at: a route that goes on to the same places, say. */
  isAlike(one: HostCase): boolean {
    const [before, after] = singleOf(one)?.versions ?? [];
    if (before?.kind !== 'VirtualService' || after?.kind !== 'VirtualService') return false;
    return this.#idOfRoutes(before).rough === this.#idOfRoutes(after).rough;
  }

  #sliceKeys(slice: Slice): SliceKeys {
    const known = this.#slices.get(slice);
    if (known) return known;
    const literal = this.#literal || namesClusters(slice);
    const byRegion = looksAtRegions(slice, this.#around);
    const own = new Map<string, string>();
    const groups = new Map<string, string[]>();
    for (const [cluster, slots] of slice.ground) {
      const objects = slots.map((slot) => this.#slot(slot)).join();
      const place = this.#around.classOf(cluster, slice.destinations, { byRegion, byNetwork: literal });
      const id = String(this.#idOf(`${literal ? cluster : ''} ${place} ${objects}`));
      own.set(cluster, id);
      // Of one group three are enough to find two others.
      const kind = `${id} ${this.#around.networkOf(cluster)}`;
      const alike = groups.get(kind);
      if (!alike) groups.set(kind, [cluster]);
      else if (alike.length < 3) alike.push(cluster);
    }
    const made = { own, groups };
    this.#slices.set(slice, made);
    return made;
  }

  #slot({ versions, change }: Slot): string {
    const ids = versions.map((version) => (version ? this.#idOfManifest(version) : '-')).join('>');
    return change ? `*${ids}` : ids;
  }

  #slotOfRoutes({ versions, change }: Slot, rough: boolean): string {
    const ids = versions.map((version) => (version ? this.#idOfRoutes(version)[rough ? 'rough' : 'exact'] : '-'));
    return change ? `*${ids.join('>')}` : ids.join();
  }

  #idOfManifest(manifest: Manifest): number {
    const known = this.#manifests.get(manifest) ?? this.#idOf(contentOf(manifest));
    this.#manifests.set(manifest, known);
    return known;
  }

  #idOfRoutes(manifest: Manifest): { readonly exact: number; readonly rough: number } {
    const known = this.#routes.get(manifest);
    if (known) return known;
    const exact = JSON.stringify([manifest.metadata, manifest.spec], (key, value) =>
      IGNORED.has(key) ? undefined : value,
    );
    const rough = exact.replaceAll(/"weight":(\d+)/g, (_, weight) => (weight === '0' ? '"weight":0' : '"weight":1'));
    // The one destination of a route needs no weight.
    const made = { exact: this.#idOf(exact), rough: this.#idOf(rough.replaceAll(/,"weight":1(?=\})/g, '')) };
    this.#routes.set(manifest, made);
    return made;
  }

  #idOfObject(object: object): number {
    const known = this.#objects.get(object) ?? this.#idOf(JSON.stringify(object));
    this.#objects.set(object, known);
    return known;
  }

  #idOf(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.size;
    this.#texts.set(text, id);
    return id;
  }
}

/** The one object that changes, where there is one: then every mixture is a stage, and no share can be anybody else's. */
function singleOf({ variables: { own, afar }, middle }: HostCase): Slot | undefined {
  const [single, ...others] = [...own, ...afar.flatMap(([, slots]) => slots)];
  return others.length === 0 && single?.versions.length === 2 && !middle ? single : undefined;
}

interface SliceKeys {
  /** Of each config cluster, with what is in it. */
  readonly own: ReadonlyMap<string, string>;
  /** Those that are alike, the first of them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Fields of routes that decide nothing that is judged. */
const IGNORED = new Set(['timeout', 'retries', 'corsPolicy']);

function contentOf({ kind, metadata, spec, ...rest }: Manifest): string {
  return JSON.stringify(isOnServers({ kind }) ? [kind, metadata, spec] : [kind, metadata, spec, rest]);
}

const NAMING = [CLUSTER_LABEL, NETWORK_LABEL];

/** Labels may name clusters and networks; then a cluster is not like any other. */
function namesClusters({ routes, ground }: Slice): boolean {
  for (const slots of [...routes.values(), ...ground.values()]) {
    for (const { versions } of slots) {
      for (const version of versions) if (version && mentionsClusters(version)) return true;
    }
  }
  return false;
}

const mentioning = new WeakMap<Manifest, boolean>();

function mentionsClusters(manifest: Manifest): boolean {
  const known = mentioning.get(manifest) ?? NAMING.some((label) => textOf(manifest).includes(label));
  mentioning.set(manifest, known);
  return known;
}

/** Where nothing distributes by locality the region of a client changes the order of endpoints and not which there are. */
function looksAtRegions({ ground }: Slice, { facts }: Surroundings): boolean {
  if (facts.clusters.some(({ meshConfig }) => meshConfig.localityLbSetting?.distribute !== undefined)) return true;
  for (const slots of ground.values()) {
    for (const { versions } of slots) {
      for (const version of versions) if (version?.kind === 'DestinationRule' && distributes(version)) return true;
    }
  }
  return false;
}

const distributing = new WeakMap<Manifest, boolean>();

function distributes(manifest: Manifest): boolean {
  const known = distributing.get(manifest) ?? textOf(manifest).includes('"distribute"');
  distributing.set(manifest, known);
  return known;
}
