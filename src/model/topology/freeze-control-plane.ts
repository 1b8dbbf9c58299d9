import type { ClusterFacts } from '../../istio/inventory.ts';
import { isIpAddress } from '../../istio/ip.ts';
import { isDnsSubdomain } from '../../istio/names.ts';
import { type Freezing, meshOf } from '../freezing.ts';
import { Cluster } from './cluster.ts';

/** Whose istiod serves a cluster; nothing for one that has its own. */
export function freezeControlPlane(
  cluster: Cluster,
  freezing: Freezing,
): Pick<ClusterFacts, 'configCluster' | 'externalControlPlane'> {
  const { controlPlane } = cluster.props;
  if (controlPlane === undefined || controlPlane === cluster) return {};
  if (controlPlane instanceof Cluster) {
    if (!isUsable(cluster, controlPlane, freezing)) return {};
    return { configCluster: controlPlane.node.id };
  }
  const address: unknown = controlPlane.external.address;
  if (typeof address === 'string' && (isDnsSubdomain(address) || isIpAddress(address)))
    return { externalControlPlane: address };
  freezing.report({
    code: 'invalid-control-plane',
    at: freezing.placeOf(cluster),
    message: `Cluster '${cluster.node.id}': ${JSON.stringify(address)} is not the address of a control plane.`,
    why: "The cluster's proxies would look for their istiod where there is none, and start without configuration.",
    hint: 'Write the host name or IP address under which the external istiod is reached, without scheme and port.',
  });
  return {};
}

/** An istiod that reads its objects from a cluster which another istiod serves would read nothing. */
function isUsable(cluster: Cluster, primary: Cluster, freezing: Freezing): boolean {
  const [remote, name] = [cluster.node.id, primary.node.id];
  const problem =
    meshOf(primary) !== meshOf(cluster)
      ? `'${name}' belongs to another mesh`
      : primary.props.controlPlane instanceof Cluster && primary.props.controlPlane !== primary
        ? `'${name}' is a remote itself, of '${primary.props.controlPlane.node.id}'`
        : primary.props.istio !== cluster.props.istio
          ? `it declares Istio ${cluster.props.istio}, and the istiod of '${name}' is ${primary.props.istio}`
          : undefined;
  if (problem === undefined) return true;
  freezing.report({
    code: 'invalid-control-plane',
    at: freezing.placeOf(cluster),
    message: `Cluster '${remote}' cannot be served by the control plane of '${name}': ${problem}.`,
    why: 'A remote follows the istiod of its primary alone: its objects lie in the folder of the primary, which that istiod reads.',
    hint: "Name a primary of the same mesh, and the release of the primary's istiod.",
    related: [{ message: `'${name}' is declared here`, at: freezing.placeOf(primary) }],
  });
  return false;
}
