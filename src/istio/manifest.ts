/** One Kubernetes object of one cluster, as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** The API group of an apiVersion; empty for the core group (`v1`). */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/**
 * `group/Kind/namespace/name`: what makes two manifests of one cluster the same object. The version is left out on
 * purpose: `v1` and `v1beta1` of one object are one object. No part can hold a slash, so the text is unambiguous.
 */
export function identityOf(manifest: Manifest): string {
  const { name, namespace = '' } = manifest.metadata;
  return `${groupOf(manifest.apiVersion)}/${manifest.kind}/${namespace}/${name}`;
}
