import { defaultRevision, isRemote, namespaceOf, type Site } from './site.ts';
import type { Release } from './text.ts';

/** Istio's CRDs and what is one for all revisions. */
export function baseRelease(site: Site): Release {
  const { cluster, settings, inventory } = site;
  const { externalControlPlane } = cluster;
  const values = {
    profile: isRemote(site) ? 'remote' : undefined,
    defaultRevision: defaultRevision(site),
    base: { validationURL: externalControlPlane && `https://${externalControlPlane}:15017/validate` },
    global: { ...namespaceOf(site), imagePullSecrets: settings.imagePullSecrets },
  };
  // CRDs are those of the newest istiod: older ones take them, and not the other way round.
  const newest = [cluster.istio, ...(cluster.revisions ?? []).flatMap(({ istio }) => istio ?? [])].sort().at(-1);
  return { chart: 'base', name: 'istio-base', namespace: inventory.rootNamespace, istio: newest, values };
}
