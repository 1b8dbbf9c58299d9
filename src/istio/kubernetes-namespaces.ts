/** Namespaces of Kubernetes' own: Istio's injector leaves their pods alone, and its analyzers do not look into them. */
export const KUBERNETES_NAMESPACES: readonly string[] = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
];
