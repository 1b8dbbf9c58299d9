import { fullHost } from '../../istio/hosts.ts';
import type { Manifest } from '../../istio/manifest.ts';

/** The object of a file as it is now, and as the source asks for it with every rollout where it stands. */
export interface Sides {
  readonly before: (path: string) => Manifest | undefined;
  readonly after: (path: string) => Manifest | undefined;
  /** Every file of the target, those that do not change among them. */
  readonly target?: readonly string[];
  /** Whether other repositories hold files of the same mesh, with changes that are not seen here. */
  readonly isPart?: boolean;
}

/** `<mesh>/clusters/<cluster>/…`: the cluster that a file belongs to. */
export function clusterOfPath(path: string): string {
  return path.split('/')[2] ?? '';
}

/** Base files can be anybody's: whatever is not an object is an empty one. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The same text for the same data, however its keys are ordered. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  );
}

/** A host as written in an object, in full: short names belong to the object's own namespace. */
export function hostIn(manifest: Manifest, host: unknown): string {
  return typeof host === 'string' ? fullHost(host, namespaceOf(manifest)) : '';
}

export function namespaceOf(manifest: Manifest): string {
  const { namespace } = fields(manifest.metadata);
  return typeof namespace === 'string' ? namespace : '';
}
