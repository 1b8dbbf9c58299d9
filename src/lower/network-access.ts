import type { Manifest } from '../istio/manifest.ts';
import type { ClusterObject } from './cluster-object.ts';
import { networkGateway } from './east-west.ts';
import type { MeshIndex } from './mesh-index.ts';
import { winnerIn } from './precedence.ts';
import { NETWORK_PORT } from './token-rule.ts';

/**
 * A policy that allows for the whole mesh holds for the east-west gateways too, which read no identity: all calls between
 * networks would be refused. They pass what is mutual TLS of the mesh, and the servers judge it.
 */
export function crossNetworkAccess(index: MeshIndex): ClusterObject[] {
  if (!index.multiNetwork) return [];
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
        rules: [{ to: [{ operation: { ports: [String(NETWORK_PORT)] } }] }],
      },
    };
    const placed = { tier: 'policies' as const, service: undefined, variants: [] };
    return [{ cluster: cluster.name, manifest, at: policy.at, ...placed }];
  });
}
