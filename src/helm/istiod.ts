import type { RevisionFacts } from '../istio/inventory.ts';
import { meshNetworks } from './mesh-networks.ts';
import { defaultRevision, imagesOf, isRemote, namespaceOf, type Site } from './site.ts';
import type { Release, Values } from './text.ts';

/** One release for each istiod; where it runs elsewhere, what makes the cluster's pods find it. */
export function istiodReleases(site: Site): readonly Release[] {
  const { cluster, inventory } = site;
  const revisions: readonly (RevisionFacts | undefined)[] = cluster.revisions ?? [undefined];
  return revisions.map((revision) => ({
    chart: 'istiod',
    name: revision ? `istiod-${revision.name}` : 'istiod',
    namespace: inventory.rootNamespace,
    istio: revision?.istio,
    values: { ...(isRemote(site) ? remoteValues(site) : primaryValues(site)), ...revisionValues(site, revision) },
  }));
}

/** Where several run, a name `default` is what `istio-injection: enabled` asks for. */
function revisionValues(site: Site, revision: RevisionFacts | undefined): Values {
  if (!revision) return {};
  const { name, image, tags } = revision;
  const own = name === defaultRevision(site) && !tags.includes('default') ? ['default', ...tags] : tags;
  return { revision: name, revisionTags: own.length === 0 ? undefined : own, tag: image };
}

function primaryValues(site: Site): Values {
  const { settings, servesOthers, inventory } = site;
  return {
    ...settings.istiod,
    cni: { enabled: settings.cni === undefined || settings.cni === false ? undefined : true },
    global: {
      ...commonGlobals(site),
      externalIstiod: servesOthers ? true : undefined,
      meshNetworks: meshNetworks(inventory),
      proxy: settings.sidecar,
    },
    meshConfig: meshConfigOf(site),
  };
}

/**
 * The istiod of another cluster gets its MeshConfig over there; one outside of the mesh reads it here.
 * @see https://istio.io/latest/docs/setup/install/external-controlplane/
 */
function remoteValues(site: Site): Values {
  const { cluster, primary } = site;
  const { name, network, externalControlPlane } = cluster;
  const path = `/inject/cluster/${name}/net/${network}`;
  if (externalControlPlane === undefined) {
    const address = primary?.exposedIstiod;
    return {
      profile: 'remote',
      global: { ...commonGlobals(site), remotePilotAddress: address },
      istiodRemote: { injectionPath: path },
    };
  }
  return {
    profile: 'remote',
    configMap: true,
    global: { ...commonGlobals(site), configCluster: true, remotePilotAddress: externalControlPlane },
    istiodRemote: { injectionURL: `https://${externalControlPlane}:15017${path}` },
    meshConfig: meshConfigOf(site),
  };
}

function commonGlobals(site: Site): Values {
  const { cluster, inventory } = site;
  return {
    ...imagesOf(site),
    ...namespaceOf(site),
    meshID: inventory.mesh,
    multiCluster: { clusterName: cluster.name },
    network: cluster.network,
  };
}

function meshConfigOf({ cluster, inventory }: Site): Values {
  const { trustDomain = inventory.trustDomain, trustDomainAliases = [], meshConfig } = cluster;
  return {
    ...meshConfig,
    trustDomain,
    trustDomainAliases: trustDomainAliases.length === 0 ? undefined : trustDomainAliases,
  };
}
