import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Suppression } from '../diagnostics/suppression.ts';
import type { Facts } from '../istio/facts.ts';
import type { FieldPath } from '../istio/field-path.ts';
import { identityOf, type Manifest } from '../istio/manifest.ts';
import { nearestName } from '../istio/nearest.ts';
import { nameOf } from './declared-services.ts';
import { factsOfFiles } from './facts-of-files.ts';
import { type InventoryFile, invalidInventory, readInventoryFile, type TextFile } from './inventory-file.ts';
import { ByKind, type ClusterManifest } from './kubernetes/object.ts';
import { type ReadManifest, type ReadProblem, readManifests } from './manifests.ts';

/** The texts that a world is read from. */
export interface WorldFiles {
  readonly inventory?: TextFile;
  readonly clusters: readonly {
    readonly name: string;
    readonly files: readonly { readonly path: string; readonly text: string }[];
  }[];
}

/** What the texts hold; `parts` is what `World` of the checks is made of. */
export interface WorldRead {
  readonly parts: {
    readonly facts: Facts;
    readonly objects: readonly WorldFileObject[];
    placeOf(subject: string): Place | undefined;
  };
  /** Of the inventory file. */
  readonly suppressions: readonly Suppression[];
  readonly problems: readonly Diagnostic[];
}

export interface WorldFileObject {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly lowered: false;
  at(path?: FieldPath): Place;
}

/**
 * Objects and what surrounds them, from YAML texts alone. Without an inventory every cluster is its own primary on one
 * network. With an invalid one its problems are the only ones worth reading: the facts are then those of none.
 */
export function readWorld({ inventory: file, clusters }: WorldFiles): WorldRead {
  const read = file && readInventoryFile(file);
  const strangers = read?.inventory ? clustersMissing(clusters, read.inventory) : [];
  const inventory = strangers.length > 0 ? undefined : read?.inventory;
  const { objects, problems } = readObjects(clusters);
  const byKind = new ByKind(objects.map(({ cluster, manifest }) => clusterManifest(cluster, manifest)));
  const found = factsOfFiles(
    clusters.map(({ name }) => name),
    byKind,
    inventory,
  );
  const badConfigs = found.problems.map(({ object, key, message }) => {
    const at = objects.find(({ manifest, cluster }) => manifest === object.manifest && cluster === object.cluster);
    return unreadable(message, at?.at(['data', key]));
  });
  return {
    parts: { facts: found.facts, objects, placeOf: placesOf(inventory, objects) },
    suppressions: inventory?.suppressions ?? [],
    problems: [...(read?.problems ?? []), ...strangers, ...problems, ...badConfigs],
  };
}

function clustersMissing(clusters: WorldFiles['clusters'], { values, placeOf }: InventoryFile): Diagnostic[] {
  const known = values.clusters.map(({ name }) => name);
  return clusters
    .filter(({ name }) => !known.includes(name))
    .map(({ name }) => {
      const near = nearestName(name, known);
      const hint = near ? `did you mean ${near}?` : `it lists ${known.join(', ')}.`;
      const message = `There are manifests for a cluster '${name}' that the inventory does not list; ${hint}`;
      return invalidInventory({ message, at: placeOf(['clusters']) });
    });
}

function clusterManifest(cluster: string, manifest: Manifest): ClusterManifest {
  const { name, namespace = 'default' } = manifest.metadata;
  return { cluster, manifest, name, namespace };
}

/** All objects, each identity of a cluster once. Files of one text are read once, and share their manifests. */
function readObjects(clusters: WorldFiles['clusters']): { objects: WorldFileObject[]; problems: Diagnostic[] } {
  const texts = new Map<string, ReturnType<typeof readManifests>>();
  const problems: Diagnostic[] = [];
  const objects = clusters.flatMap(({ name: cluster, files }) => {
    const first = new Map<string, WorldFileObject>();
    for (const { path, text } of files) {
      const read = texts.get(text) ?? readManifests(text, path);
      texts.set(text, read);
      problems.push(...read.problems.map((problem) => unreadableAt(problem, path)));
      for (const manifest of read.manifests) {
        const object = objectOf(cluster, path, manifest);
        const twin = first.get(identity(object.manifest));
        if (twin) problems.push(duplicate(object, twin));
        else first.set(identity(object.manifest), object);
      }
    }
    return [...first.values()];
  });
  return { objects, problems };
}

function objectOf(cluster: string, file: string, { manifest, nearest }: ReadManifest): WorldFileObject {
  return { cluster, manifest, lowered: false, at: (path = []) => ({ locate: () => ({ file, ...nearest(path) }) }) };
}

function identity(manifest: Manifest): string {
  const { metadata } = manifest;
  return metadata.namespace === 'default'
    ? identityOf({ ...manifest, metadata: { name: metadata.name } })
    : identityOf(manifest);
}

function unreadableAt({ message, line, column }: ReadProblem, file: string): Diagnostic {
  const text = message.split('\n')[0] ?? '';
  return unreadable(/[.!?]$/.test(text) ? text : `${text}.`, { locate: () => ({ file, line, column }) });
}

function unreadable(message: string, at: Place | undefined): Diagnostic {
  return diagnostic({
    code: 'unreadable-manifest',
    at,
    message,
    why: 'The API server would refuse it. What it was to hold is missing from every verdict here.',
    hint: 'Correct the file, or leave it out of the folder if it is no manifest.',
  });
}

function duplicate(object: WorldFileObject, twin: WorldFileObject): Diagnostic {
  const { kind, metadata } = object.manifest;
  const name = `${kind} ${metadata.namespace ?? 'default'}/${metadata.name}`;
  return diagnostic({
    code: 'duplicate-object',
    at: object.at(),
    object: name,
    clusters: [object.cluster],
    message: `${name} is there twice; the first one is judged.`,
    why: 'A cluster holds one object of an identity: whichever is applied last replaces the other.',
    hint: 'Remove one of them, or rename it.',
    related: [{ message: 'the first one is here', at: twin.at() }],
  });
}

/** `clusters/east`, `networks/eu`, `services/shop/cart`: in the inventory, else the Service itself. */
function placesOf(inventory: InventoryFile | undefined, objects: readonly WorldFileObject[]) {
  return (subject: string): Place | undefined => {
    const [what = '', ...rest] = subject.split('/');
    const name = rest.join('/');
    const path = inventory && pathOf(inventory, what, name);
    if (inventory && path) return { locate: () => inventory.placeOf(path) };
    if (what !== 'services') return undefined;
    return objects
      .find(({ manifest }) => {
        return manifest.kind === 'Service' && manifest.apiVersion === 'v1' && keyOf(manifest) === name;
      })
      ?.at();
  };
}

function pathOf({ values }: InventoryFile, what: string, name: string): FieldPath | undefined {
  if (what === 'services') {
    const index = (values.services ?? []).findIndex((service) => {
      const { name: own, namespace } = nameOf(service);
      return `${namespace}/${own}` === name;
    });
    return index < 0 ? undefined : [what, index];
  }
  if (what !== 'clusters' && what !== 'networks') return undefined;
  const index = (values[what] ?? []).findIndex((item) => item.name === name);
  return index < 0 ? undefined : [what, index];
}

function keyOf({ metadata }: Manifest): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}
