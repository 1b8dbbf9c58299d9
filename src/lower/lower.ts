import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import { authorObjects } from './author-objects.ts';
import { authorizationPolicies } from './authorization-policy.ts';
import type { ClusterObject } from './cluster-object.ts';
import { forControlPlanes } from './control-planes.ts';
import { destinationRules } from './destination-rule.ts';
import { crossNetworkGateways } from './east-west.ts';
import { egressGateways, egressRules } from './egress-gateway.ts';
import { egressRoutes } from './egress-routes.ts';
import { exposedIstiods } from './exposed-istiod.ts';
import { ingressGateways, ingressVirtualServices } from './ingress.ts';
import { MeshIndex } from './mesh-index.ts';
import { managedNamespaces } from './namespaces.ts';
import { peerAuthentications } from './peer-authentication.ts';
import { proxyObjects } from './proxy-objects.ts';
import { requestAuthentications } from './request-authentication.ts';
import { perHost, serviceEntries } from './service-entry.ts';
import { Settings } from './settings-of.ts';
import { meshVirtualServices } from './virtual-service.ts';

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
