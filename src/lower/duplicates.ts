import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { identityOf } from '../istio/manifest.ts';
import type { ClusterObject } from './cluster-object.ts';

/** Two objects of one identity would overwrite each other in the cluster; both authors' lines are named. */
export function duplicates(objects: readonly ClusterObject[]): Diagnostic[] {
  const first = new Map<string, ClusterObject>();
  const found: Diagnostic[] = [];
  for (const object of objects) {
    const key = `${object.cluster} ${identityOf(object.manifest)}`;
    const twin = first.get(key);
    if (!twin) first.set(key, object);
    else found.push(report(object, twin));
  }
  return found;
}

function report({ cluster, manifest, at }: ClusterObject, twin: ClusterObject): Diagnostic {
  const { name, namespace } = manifest.metadata;
  const where = namespace === undefined ? '' : ` in namespace '${namespace}'`;
  return diagnostic({
    code: 'duplicate-object',
    at,
    message: `${manifest.kind} '${name}'${where} of cluster '${cluster}' is declared twice.`,
    why: 'A cluster holds one object of a kind, namespace and name: one declaration would silently undo the other.',
    hint: 'Rename or remove one of them; Meshwright names its own objects after the service or gateway they are about.',
    related: [{ message: 'the other declaration is here', at: twin.at }],
  });
}
