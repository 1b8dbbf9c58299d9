import type { Manifest } from '../../istio/manifest.ts';
import type { SidecarScopeSnapshot, Subject } from '../../model/snapshot-types.ts';
import { policyOf } from '../../policies/settings.ts';
import { perSubject } from '../access/per-subject.ts';
import type { ServerPlace } from '../access/server-place.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { winnerIn } from '../precedence.ts';
import { hostsCalledBy } from './sidecar-hosts.ts';

/**
 * What sidecars know. One for the mesh becomes one in each namespace of a declared service, since what is called differs.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function sidecars(index: MeshIndex): ClusterObject[] {
  const { sidecarScopes, inventory } = index.mesh;
  const wide = sidecarScopes.filter(({ subject }) => subject.kind === 'mesh');
  const narrow = sidecarScopes.filter(({ subject }) => subject.kind !== 'mesh');
  const namespaces = new Set(inventory.services.filter(({ sidecar, egress }) => sidecar && !egress).map(namespaceOf));
  const spread = [...namespaces].sort().flatMap((namespace) => {
    const subject: Subject = { kind: 'namespace', namespace };
    return wide.map((scope): SidecarScopeSnapshot => ({ ...scope, subject }));
  });
  const isOwn = ({ subject }: SidecarScopeSnapshot, cluster: string) =>
    winnerIn(
      narrow.filter((one) => JSON.stringify(one.subject) === JSON.stringify(subject)),
      cluster,
    ) !== undefined;
  const build = (scope: SidecarScopeSnapshot, place: ServerPlace) => lowerSidecar(index, scope, place);
  const before = spread.length === 0 ? [] : perSubject(index, spread, 'mesh-routes', build);
  const scopes = new Map(spread.map((scope) => [JSON.stringify(scope.subject), scope]));
  const kept = before.filter(({ cluster, manifest }) => {
    const scope = scopes.get(JSON.stringify({ kind: 'namespace', namespace: manifest.metadata.namespace }));
    return !scope || !isOwn(scope, cluster);
  });
  return [...kept, ...perSubject(index, narrow, 'mesh-routes', build)];
}

function namespaceOf({ namespace }: { readonly namespace: string }): string {
  return namespace;
}

function lowerSidecar(index: MeshIndex, scope: SidecarScopeSnapshot, place: ServerPlace): Manifest {
  const { egress = [{}], alsoHosts = [], ingress, inboundConnectionPool, outboundTrafficPolicy } = scope;
  const declared = [...hostsCalledBy(index, scope.subject), ...alsoHosts];
  // A listener must know something; this is Istio's word for nothing.
  const known = declared.length === 0 ? ['~/*'] : [...new Set(declared)].sort();
  const spec = {
    ...(place.selector && { workloadSelector: { labels: place.selector } }),
    ...(ingress && { ingress: ingress.map(lowerIngress) }),
    egress: egress.map(({ port, bind, captureMode, hosts = known }) => ({
      ...(port && { port: lowerPort(port) }),
      ...(bind !== undefined && { bind }),
      ...(captureMode && { captureMode }),
      hosts,
    })),
    ...(inboundConnectionPool && { inboundConnectionPool: lowerPool(inboundConnectionPool) }),
    ...(outboundTrafficPolicy && { outboundTrafficPolicy }),
  };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name: place.name, namespace: place.namespace },
    spec,
  };
}

type Ingress = NonNullable<SidecarScopeSnapshot['ingress']>[number];

function lowerIngress({ port, bind, captureMode, defaultEndpoint, tls, connectionPool }: Ingress) {
  return {
    port: lowerPort(port),
    ...(bind !== undefined && { bind }),
    ...(captureMode && { captureMode }),
    ...(defaultEndpoint !== undefined && { defaultEndpoint }),
    ...(tls && { tls }),
    ...(connectionPool && { connectionPool: lowerPool(connectionPool) }),
  };
}

function lowerPort({ number, protocol, name }: Ingress['port']) {
  return { number, protocol, name: name ?? `${protocol.toLowerCase()}-${number}` };
}

function lowerPool({ tcp, http }: NonNullable<SidecarScopeSnapshot['inboundConnectionPool']>) {
  const parts = [tcp && policyOf('tcpConnectionPool').lower(tcp), http && policyOf('httpConnectionPool').lower(http)];
  return Object.assign({}, ...parts.map((part) => part?.trafficPolicy?.connectionPool ?? {}));
}
