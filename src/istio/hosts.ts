/**
 * How Istio compares the hosts of its objects. A wildcard stands for any beginning: `*.example.com` covers
 * `a.example.com` and `a.b.example.com`, not `example.com`; `*` covers everything.
 */

export function isWildcardHost(host: string): boolean {
  return host.startsWith('*');
}

/** Whether every name that `inner` stands for is covered by `outer`. */
export function hostCovers(outer: string, inner: string): boolean {
  return hostCoversAsWritten(outer.toLowerCase(), inner.toLowerCase());
}

/** The same where letters of another case are other letters: so does Istio's validation compare. */
export function hostCoversAsWritten(outer: string, inner: string): boolean {
  if (!isWildcardHost(outer)) return outer === inner;
  const suffix = outer.slice(1);
  if (isWildcardHost(inner)) return inner.length >= outer.length && inner.slice(1).endsWith(suffix);
  return inner.length >= suffix.length && inner.endsWith(suffix);
}

/** Whether some name is covered by both. */
export function hostsOverlap(a: string, b: string): boolean {
  return hostCovers(a, b) || hostCovers(b, a);
}

/** For `sort`: exact before wildcard, then the longer, then the alphabet. */
export function bySpecificity(a: string, b: string): number {
  const wild = Number(isWildcardHost(a)) - Number(isWildcardHost(b));
  if (wild !== 0) return wild;
  if (a.length !== b.length) return b.length - a.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A host of an Istio object in full: names without a dot are services of the object's own namespace. */
export function fullHost(host: string, namespace: string): string {
  return host.includes('.') || isWildcardHost(host) || host === '' ? host : `${host}.${namespace}.svc.cluster.local`;
}
