import type { Manifest } from '../istio/manifest.ts';
import type { PlacedManifest } from '../model/specs.ts';
import { fileText } from './file.ts';
import { pathOf } from './paths.ts';

/** A manifest with its path and text. */
export interface EmittedFile extends PlacedManifest {
  readonly path: string;
  readonly text: string;
}

/** Manifests of one mesh as files, sorted by path. Clusters that share a manifest share its text. */
export function emitFiles(mesh: string, objects: readonly PlacedManifest[]): EmittedFile[] {
  const texts = new Map<Manifest, string>();
  const files = objects.map((object) => {
    let text = texts.get(object.manifest);
    if (text === undefined) {
      text = fileText(object.manifest);
      texts.set(object.manifest, text);
    }
    return { ...object, path: pathOf(mesh, object.cluster, object.manifest), text };
  });
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
