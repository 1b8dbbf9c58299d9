import type { Place } from '../../../diagnostics/diagnostic.ts';
import type { CallerRef, GatewayFacts, ServiceFacts } from '../../../istio/inventory.ts';
import type { MeshIndex } from '../../../lower/mesh-index.ts';

/** What is known of a caller; undefined for one that the mesh does not declare, which is another check's finding. */
export function callerOf(index: MeshIndex, { kind, key }: CallerRef): ServiceFacts | GatewayFacts | undefined {
  return kind === 'gateway' ? index.gateways.get(key) : index.services.get(key);
}

export function placeOfCaller(index: MeshIndex, { kind, key }: CallerRef): Place | undefined {
  return index.mesh.places[`${kind}s/${key}`];
}

export function placeOfService(index: MeshIndex, key: string): Place | undefined {
  return index.mesh.places[`services/${key}`];
}

/** Whether a proxy of Istio's speaks for the caller: gateways are proxies themselves. */
export function hasProxy(caller: ServiceFacts | GatewayFacts): boolean {
  return 'sidecar' in caller ? caller.sidecar : true;
}
