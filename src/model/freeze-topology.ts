import {
  type ClusterFacts,
  type GatewayFacts,
  type GatewayServerFacts,
  ISTIO_VERSIONS,
  type NetworkFacts,
} from '../istio/inventory.ts';
import { isDnsSubdomain, isGatewayHost } from '../istio/names.ts';
import type { Cluster } from './cluster.ts';
import type { Freezing } from './freezing.ts';
import type { GatewayPort, IngressGateway } from './ingress-gateway.ts';
import type { Network } from './network.ts';

export function freezeNetwork(network: Network, freezing: Freezing): NetworkFacts {
  freezing.requireLabel('network', network.node.id, freezing.placeOf(network));
  const gateway = network.props.eastWestGateway ?? { istio: 'eastwestgateway' };
  return { name: network.node.id, eastWestGateway: gateway === false ? undefined : { ...gateway } };
}

export function freezeCluster(cluster: Cluster, freezing: Freezing): ClusterFacts {
  const { region, network, istio } = cluster.props;
  const at = freezing.placeOf(cluster);
  freezing.requireLabel('cluster', cluster.node.id, at);
  if (!ISTIO_VERSIONS.includes(istio)) {
    freezing.report({
      code: 'istio-version-unsupported',
      at,
      message: `Cluster '${cluster.node.id}' runs Istio ${istio}; Meshwright writes for ${ISTIO_VERSIONS[0]} to ${ISTIO_VERSIONS.at(-1)}.`,
      why: 'Fields come, go and change their meaning between releases; manifests for an unknown one are a guess.',
      hint: `Set istio to the minor release of the cluster's istiod, one of ${ISTIO_VERSIONS.join(', ')}.`,
    });
  }
  return { name: cluster.node.id, region, network: network?.node.id ?? '', istio };
}

export function freezeGateway(gateway: IngressGateway, freezing: Freezing): GatewayFacts {
  const { gatewayName: name, namespace, props } = gateway;
  const at = freezing.placeOf(gateway);
  freezing.requireLabel('gateway', name, at);
  freezing.requireLabel('namespace', namespace, at);
  for (const host of props.hosts) {
    if (isGatewayHost(host)) continue;
    freezing.report({
      code: 'invalid-host',
      at,
      message: `Gateway '${name}' cannot serve the host '${host}'.`,
      why: 'Istio refuses a Gateway whose hosts are short names, addresses or wildcards inside a label.',
      hint: "Write a full name (shop.example), a wildcard of whole labels (*.shop.example), or '*' for any host.",
    });
  }
  const servers = Object.entries(props.ports ?? { http: 80 }).map(([port, value]) => freezeServer(port, value));
  servers.sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
  checkServers(name, servers, freezing, gateway);
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    hosts: [...new Set(props.hosts)].sort(),
    clusters: [...new Set(props.in.map((cluster) => cluster.node.id))].sort(),
    selector: { ...(props.selector ?? { istio: name }) },
    serviceAccount: props.serviceAccount,
    servers,
  };
}

function freezeServer(name: string, port: number | GatewayPort): GatewayServerFacts {
  if (typeof port === 'number') return { name, number: port, tls: undefined, httpsRedirect: false };
  const served = 'tls' in port ? port.tls : undefined;
  const tls = served && { credentialName: served.credentialName, mode: served.mode ?? ('SIMPLE' as const) };
  return { name, number: port.number, tls, httpsRedirect: port.httpsRedirect ?? false };
}

function checkServers(
  gateway: string,
  servers: readonly GatewayServerFacts[],
  freezing: Freezing,
  element: IngressGateway,
): void {
  const wrong = [
    ...servers
      .filter((s) => !(Number.isInteger(s.number) && s.number >= 1 && s.number <= 65535))
      .map((s) => `port '${s.name}' has the number ${s.number}`),
    ...servers
      .filter((s, i) => servers.findIndex((other) => other.number === s.number) < i)
      .map((s) => `port ${s.number} is there twice`),
    ...servers
      .filter((s) => s.tls && !isDnsSubdomain(s.tls.credentialName))
      .map((s) => `'${s.tls?.credentialName}' is not the name of a Secret`),
  ];
  for (const what of wrong) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(element),
      message: `Gateway '${gateway}': ${what}.`,
      why: 'Istio would refuse the Gateway, or drop one of its servers.',
      hint: 'Give each port a number of its own from 1 to 65535 and each tls an existing kind of Secret name.',
    });
  }
}
