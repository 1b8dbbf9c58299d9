import { SidecarScope } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh }: Shop) {
  // Each namespace's sidecars know what its services are declared to call, and Istio's own services.
  new SidecarScope(mesh, 'declared', {
    alsoHosts: ['istio-system/*'],
    outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
  });
}
