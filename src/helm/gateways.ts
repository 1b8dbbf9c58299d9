import { eastWestSelector, type GatewayFacts, type ServiceFacts } from '../istio/inventory.ts';
import type { GatewayValues } from '../model/snapshot-types.ts';
import { defaultRevision, type Site } from './site.ts';
import type { Release, Values } from './text.ts';

/** A release for each gateway that runs in the cluster. */
export function gatewayReleases(site: Site): readonly Release[] {
  const { cluster, inventory } = site;
  const ingress = inventory.gateways.filter(({ clusters }) => clusters.includes(cluster.name));
  const egress = inventory.services.filter(
    ({ egress, runsIn }) => egress && runsIn.some((placement) => placement.cluster === cluster.name),
  );
  return [
    ...eastWest(site),
    ...ingress.map((one) => ingressRelease(site, one)),
    ...egress.map((one) => egressRelease(site, one)),
  ];
}

/** The gateway that other networks and clusters without an istiod come through; the chart knows its ports. */
function eastWest(site: Site): Release[] {
  const { cluster, inventory, multiNetwork, settings } = site;
  const labels = eastWestSelector(inventory, cluster);
  if (!labels || !(multiNetwork || cluster.exposedIstiod !== undefined)) return [];
  const values = { ...common(site, settings.eastWestGateway), labels, networkGateway: cluster.network };
  return [{ chart: 'gateway', name: 'istio-eastwestgateway', namespace: inventory.rootNamespace, values }];
}

function ingressRelease(site: Site, { name, namespace, selector, serviceAccount, servers }: GatewayFacts): Release {
  const own = common(site, site.settings.ingressGateways?.[name]);
  // A Unix socket is no port of a Service.
  const open = servers.filter(({ number }) => number > 0);
  const ports = [...new Map(open.map((server) => [server.number, server])).values()];
  const values = {
    ...own,
    labels: selector,
    serviceAccount: { name: serviceAccount },
    service: { ...own.service, ports: [STATUS, ...ports.map((port) => portOf(port.name, port.number))] },
  };
  return { chart: 'gateway', name, namespace, values };
}

/** Only the mesh calls it. */
function egressRelease(site: Site, { name, namespace, workload, serviceAccount, ports }: ServiceFacts): Release {
  const own = common(site, undefined);
  const values = {
    ...own,
    labels: workload,
    serviceAccount: { name: serviceAccount },
    service: {
      ...own.service,
      type: 'ClusterIP',
      ports: [STATUS, ...ports.map((port) => ({ ...portOf(port.name, port.number), targetPort: port.targetPort }))],
    },
  };
  return { chart: 'gateway', name, namespace, values };
}

function common(site: Site, own: GatewayValues | undefined): GatewayValues & Values {
  const { gateway, imagePullPolicy, imagePullSecrets } = site.settings;
  return {
    imagePullPolicy,
    imagePullSecrets: imagePullSecrets?.map((name) => ({ name })),
    revision: defaultRevision(site),
    ...gateway,
    ...own,
  };
}

function portOf(name: string, number: number) {
  return { name, port: number, protocol: 'TCP', targetPort: number };
}

/** Where load balancers ask whether the gateway is well. */
const STATUS = portOf('status-port', 15021);
