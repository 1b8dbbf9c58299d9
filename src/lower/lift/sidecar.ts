import type { Manifest } from '../../istio/manifest.ts';
import type { SidecarScopeSnapshot } from '../../model/snapshot-types.ts';
import { withoutUndefined } from '../../policies/judging.ts';
import { policyOf } from '../../policies/settings.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, textOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';
import { liftScope } from './scope.ts';

export const sidecar: KindLift = {
  kind: 'Sidecar',
  said: {
    workloadSelector: 'SidecarScope: scope, pods',
    egress: 'SidecarScope: egress',
    'egress.hosts': 'SidecarScope: egress.hosts, alsoHosts; Service: callers',
    ingress: 'SidecarScope: ingress',
    inboundConnectionPool: 'SidecarScope: inboundConnectionPool',
    'outboundTrafficPolicy.mode': 'SidecarScope: outboundTrafficPolicy',
  },
  lift: (index, manifest) => {
    const found = liftSidecar(index, manifest);
    return found && { sidecarScopes: [found] };
  },
};

/**
 * What an author would declare to get such a Sidecar of one cluster, its hosts said aloud. Undefined for one that says
 * nothing of what goes out, and in the root namespace, where one would hold for namespaces that nobody knows.
 */
export function liftSidecar(index: MeshIndex, manifest: Manifest): SidecarScopeSnapshot | undefined {
  const scope = liftScope(index, manifest, 'Sidecar', 'networking.istio.io');
  const { egress, ingress, inboundConnectionPool, outboundTrafficPolicy } = fieldsOf(manifest.spec);
  const out = itemsOf(egress).map((one) => liftEgress(fieldsOf(one)));
  if (!scope || scope.subject.kind === 'mesh' || scope.subject.kind === 'gateway' || out.length === 0) return undefined;
  const taken = itemsOf(ingress).map((one) => liftIngress(fieldsOf(one)));
  return withoutUndefined({
    ...scope,
    egress: out,
    ingress: taken.length > 0 ? taken : undefined,
    inboundConnectionPool: liftPool(inboundConnectionPool),
    outboundTrafficPolicy: outboundTrafficPolicy === undefined ? undefined : liftOutbound(outboundTrafficPolicy),
  }) as unknown as SidecarScopeSnapshot;
}

type Fields = Readonly<Record<string, unknown>>;

function liftEgress({ port, bind, captureMode, hosts }: Fields) {
  return { port: liftPort(port), bind, captureMode, hosts: itemsOf(hosts).filter((one) => typeof one === 'string') };
}

function liftIngress({ port, bind, captureMode, defaultEndpoint, tls, connectionPool }: Fields) {
  return { port: liftPort(port), bind, captureMode, defaultEndpoint, tls, connectionPool: liftPool(connectionPool) };
}

function liftPort(said: unknown) {
  const { number, protocol, name } = fieldsOf(said);
  return said === undefined ? undefined : { number, protocol, name };
}

function liftPool(connectionPool: unknown) {
  if (connectionPool === undefined) return undefined;
  const fragment = { trafficPolicy: { connectionPool: fieldsOf(connectionPool) } };
  return { tcp: policyOf('tcpConnectionPool').lift(fragment), http: policyOf('httpConnectionPool').lift(fragment) };
}

/** A policy without mode is the strict one. */
function liftOutbound(said: unknown) {
  return { mode: textOf(fieldsOf(said).mode) ?? 'REGISTRY_ONLY' };
}
