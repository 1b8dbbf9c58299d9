import { groupOf, type Manifest } from '../istio/manifest.ts';
import type { ObjectRef } from './outcome.ts';
import { type Fields, fields, isFields, text } from './shape.ts';

/** Where kubectl puts an object that names no namespace. */
const UNNAMED_NAMESPACE = 'default';

export function nameOf(manifest: Manifest): string {
  return text(fields(manifest.metadata).name) ?? '';
}

export function namespaceOf(manifest: Manifest): string {
  return text(fields(manifest.metadata).namespace) ?? UNNAMED_NAMESPACE;
}

export function specOf(manifest: Manifest): Fields {
  return fields(manifest.spec);
}

/** When the API server took it in, as text that sorts by time; empty where the manifest does not say. */
export function creationOf(manifest: Manifest): string {
  return text(fields(manifest.metadata).creationTimestamp) ?? '';
}

export function refOf(manifest: Manifest): ObjectRef {
  return { kind: manifest.kind, namespace: namespaceOf(manifest), name: nameOf(manifest) };
}

export function printRef({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}

/** The oldest first; of the same age, or where nobody knows it, by name and then namespace, as istiod does. */
export function byAge(a: Manifest, b: Manifest): number {
  return (
    compare(creationOf(a), creationOf(b)) || compare(nameOf(a), nameOf(b)) || compare(namespaceOf(a), namespaceOf(b))
  );
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const indexes = new WeakMap<readonly Manifest[], ReadonlyMap<string, readonly Manifest[]>>();

/** Objects by kind, oldest first; made once for a list. Kinds of Kubernetes' own and of its Gateway API go by `group/Kind`. */
export function indexByKind(manifests: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> {
  const known = indexes.get(manifests);
  if (known) return known;
  const index = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    if (!isFields(manifest) || typeof manifest.kind !== 'string' || typeof manifest.apiVersion !== 'string') continue;
    const group = groupOf(manifest.apiVersion);
    const key = group.endsWith('.istio.io') ? manifest.kind : `${group}/${manifest.kind}`;
    const known = index.get(key);
    if (known) known.push(manifest);
    else index.set(key, [manifest]);
  }
  for (const list of index.values()) list.sort(byAge);
  indexes.set(manifests, index);
  return index;
}
