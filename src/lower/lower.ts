import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import { authorizationPolicies } from './access/authorization-policy.ts';
import { peerAuthentications } from './access/peer-authentication.ts';
import { requestAuthentications } from './access/request-authentication.ts';
import { authorObjects } from './author-objects.ts';
import type { ClusterObject } from './cluster-object.ts';
import { forControlPlanes } from './control-planes.ts';
import { destinationRules } from './destination-rule.ts';
import { crossNetworkGateways } from './gateways/east-west.ts';
import { egressGateways, egressRules } from './gateways/egress-gateway.ts';
import { egressRoutes } from './gateways/egress-routes.ts';
import { exposedIstiods } from './gateways/exposed-istiod.ts';
import { ingressGateways, ingressVirtualServices } from './gateways/ingress.ts';
import { MeshIndex } from './mesh-index.ts';
import { managedNamespaces } from './namespaces.ts';
import { perHost, serviceEntries } from './outside/service-entry.ts';
import { proxyObjects } from './proxies/proxy-objects.ts';
import { meshVirtualServices } from './routes/virtual-service.ts';
import { Settings } from './settings-of.ts';

/** A mesh as the manifests of its clusters, every rollout before its first step. */
export function lower(mesh: MeshSnapshot): {
  readonly objects: readonly ClusterObject[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const index = new MeshIndex(mesh);
  const settings = new Settings(index);
  const { services, gateways } = mesh.inventory;
  const hosts = services.filter(({ egress }) => egress === undefined).flatMap(perHost);
  const author = authorObjects(mesh);
  const own = [
    ...services.flatMap((service) => serviceEntries(index, service)),
    ...hosts.flatMap((service) => destinationRules(index, settings, service)),
    ...egressRules(index, settings),
    ...egressGateways(index),
    ...hosts.flatMap((service) =>
      service.external?.through === undefined
        ? meshVirtualServices(index, settings, service)
        : egressRoutes(index, settings, service),
    ),
    ...peerAuthentications(index),
    ...requestAuthentications(index),
    ...authorizationPolicies(index),
    ...gateways.flatMap((gateway) => ingressGateways(index, gateway)),
    ...gateways.flatMap((gateway) => ingressVirtualServices(index, settings, gateway)),
    ...crossNetworkGateways(index),
    ...proxyObjects(index),
  ];
  const read = forControlPlanes(index, own);
  return {
    objects: [...read.objects, ...exposedIstiods(index), ...managedNamespaces(index), ...author.objects],
    diagnostics: [...read.diagnostics, ...author.diagnostics],
  };
}
