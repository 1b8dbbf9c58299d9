/** Label of a DNS name as Kubernetes requires it (RFC 1123): at most 63 of `a-z`, `0-9` and inner hyphens. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** A Kubernetes object name for most kinds: DNS labels joined by dots, at most 253 characters. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every(isDnsLabel);
}

/** A host that a Gateway may serve: `*`, `*.example.com` or a full name with at least one dot. */
export function isGatewayHost(text: string): boolean {
  if (text === '*') return true;
  const name = text.startsWith('*.') ? text.slice(2) : text;
  const labels = name.split('.');
  const wildcard = text.startsWith('*.');
  return (wildcard || labels.length > 1) && isDnsSubdomain(name) && !/^[0-9]+$/.test(labels.at(-1) ?? '');
}

/** Istio's name of a Kubernetes Service in every cluster of the mesh. */
export function serviceHost(service: { readonly name: string; readonly namespace: string }): string {
  return `${service.name}.${service.namespace}.svc.cluster.local`;
}

/** A SPIFFE identity as access policies write it: without the scheme. */
export function principal(trustDomain: string, namespace: string, serviceAccount: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
