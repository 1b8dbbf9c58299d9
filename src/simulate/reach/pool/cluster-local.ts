import type { Facts, MeshConfigFacts } from '../../../istio/facts.ts';
import { hostCovers, isWildcardHost } from '../../../istio/hosts.ts';

const BY_DEFAULT = ['*.kube-system.svc.cluster.local', 'kubernetes.default.svc.cluster.local'];

/** What an istiod is told, as far as it counts here. */
interface Told {
  readonly meshConfig: MeshConfigFacts;
  readonly facts: Pick<Facts, 'rootNamespace'>;
}

/**
 * Whether a service is kept to the client's own cluster, by `serviceSettings` of MeshConfig: the most specific host wins.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ServiceSettings-Settings
 */
export function isClusterLocal(view: Told, host: string): boolean {
  const settings = view.meshConfig.clusterLocal ?? [];
  const discovery = `istiod.${view.facts.rootNamespace}.svc.cluster.local`;
  const defaults = [...BY_DEFAULT, discovery]
    .filter((kept) => !settings.some((setting) => !setting.clusterLocal && overrules(setting.host, kept)))
    .map((kept) => ({ host: kept, clusterLocal: true }));
  const covering = [...settings, ...defaults].filter((setting) => hostCovers(setting.host, host));
  covering.sort(
    (a, b) => Number(isWildcardHost(a.host)) - Number(isWildcardHost(b.host)) || b.host.length - a.host.length,
  );
  return covering[0]?.clusterLocal ?? false;
}

function overrules(host: string, kept: string): boolean {
  return host === kept || (isWildcardHost(kept) && host.endsWith(kept.slice(1)));
}
