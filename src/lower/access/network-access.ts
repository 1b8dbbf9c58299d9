import type { Manifest } from '../../istio/manifest.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { networkGateway } from '../gateways/east-west.ts';
import { passedPorts } from '../gateways/passed-ports.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { winnerIn } from '../precedence.ts';

/**
 * A policy that allows for the whole mesh holds for the east-west gateways too, which read no identity: clusters without
 * an istiod would lose theirs. They pass on TLS, and servers judge it. Istio 1.31 asks no policy about calls between
 * networks; their port is named all the same, so that nothing depends on that.
 */
export function crossNetworkAccess(index: MeshIndex): ClusterObject[] {
  const ports = passedPorts(index).map(String);
  if (ports.length === 0) return [];
  const { clusters, rootNamespace } = index.mesh.inventory;
  const wide = index.mesh.accessPolicies.filter(
    ({ subject, rules, dryRun }) => subject.kind === 'mesh' && rules.allow && !dryRun,
  );
  if (wide.length === 0) return [];
  return clusters.flatMap((cluster) => {
    const gateway = networkGateway(index, cluster);
    const policy = winnerIn(wide, cluster.name);
    if (!gateway || !policy) return [];
    const manifest: Manifest = {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: gateway.name, namespace: rootNamespace },
      spec: {
        selector: { matchLabels: gateway.selector },
        action: 'ALLOW',
        rules: [{ to: [{ operation: { ports } }] }],
      },
    };
    const placed = { tier: 'policies' as const, service: undefined, variants: [] };
    return [{ cluster: cluster.name, manifest, at: policy.at, ...placed }];
  });
}
