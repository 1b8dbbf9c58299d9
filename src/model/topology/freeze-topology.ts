import { type ClusterFacts, ISTIO_VERSIONS, type NetworkFacts } from '../../istio/inventory.ts';
import type { Freezing } from '../freezing.ts';
import { freezeMeshConfig } from '../install/freeze-mesh-config.ts';
import type { Cluster } from './cluster.ts';
import { freezeControlPlane } from './freeze-control-plane.ts';
import { freezeIstiod } from './freeze-istiod.ts';
import { freezeAddresses } from './freeze-network.ts';
import type { Network } from './network.ts';

export function freezeNetwork(network: Network, freezing: Freezing): NetworkFacts {
  freezing.requireLabel('network', network.node.id, freezing.placeOf(network));
  const gateway = network.props.eastWestGateway ?? { istio: 'eastwestgateway' };
  const addresses = freezeAddresses(network, freezing);
  return {
    name: network.node.id,
    eastWestGateway: gateway === false ? undefined : { ...gateway },
    ...(addresses.length > 0 && { addresses }),
  };
}

export function freezeCluster(cluster: Cluster, freezing: Freezing): ClusterFacts {
  const { region, network, istio } = cluster.props;
  const at = freezing.placeOf(cluster);
  freezing.requireLabel('cluster', cluster.node.id, at);
  if (!ISTIO_VERSIONS.includes(istio)) {
    freezing.report({
      code: 'istio-version-unsupported',
      at,
      message: `Cluster '${cluster.node.id}' runs Istio ${istio}; Meshwright writes for ${ISTIO_VERSIONS[0]} to ${ISTIO_VERSIONS.at(-1)}.`,
      why: 'Fields come, go and change their meaning between releases; manifests for an unknown one are a guess.',
      hint: `Set istio to the minor release of the cluster's istiod, one of ${ISTIO_VERSIONS.join(', ')}.`,
    });
  }
  return {
    name: cluster.node.id,
    region,
    network: network?.node.id ?? '',
    istio,
    ...freezeControlPlane(cluster, freezing),
    ...freezeMeshConfig(cluster, freezing),
    ...freezeIstiod(cluster, freezing),
  };
}
