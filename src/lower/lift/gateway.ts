import type { NetworkFacts } from '../../istio/inventory.ts';
import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { liftGateway } from '../gateways/gateway-servers.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, labelsOf } from './fields.ts';
import type { KindLift, Pieces } from './kind-lift.ts';

export const gateway: KindLift = {
  kind: 'Gateway',
  said: {
    selector: 'IngressGateway: selector; Network: eastWestGateway',
    servers: 'IngressGateway: ports',
    'servers.hosts': 'IngressGateway: hosts, ports.*.hosts',
    'servers.name': 'IngressGateway: ports.*.statPrefix',
    'servers.bind': 'IngressGateway: ports.*.bind',
    'servers.port': 'IngressGateway: ports',
    'servers.port.protocol': 'IngressGateway: ports.*.protocol',
    'servers.tls': 'IngressGateway: ports.*.tls',
    'servers.tls.httpsRedirect': 'IngressGateway: ports.*.httpsRedirect',
  },
  lift: (index, manifest) => liftNetworkGateway(index, manifest) ?? liftIngressGateway(index, manifest),
  forget: (facts) => ({
    ...facts,
    gateways: facts.gateways.map(({ writtenHosts: _, ...rest }) => ({ ...rest, hosts: [], selector: {}, servers: [] })),
    networks: facts.networks.map((network) => ({ ...network, eastWestGateway: undefined })),
  }),
};

/** Which clusters run the pods of a gateway, and as whom, no object tells. */
function liftIngressGateway(index: MeshIndex, manifest: Manifest): Pieces | undefined {
  const found = liftGateway(manifest);
  return found && index.gateways.has(found.key) ? { facts: { gateways: [found] } } : undefined;
}

/** What lets other networks in is told by the labels of its pods. */
function liftNetworkGateway({ mesh }: MeshIndex, { metadata, spec }: Manifest): Pieces | undefined {
  const { selector, servers } = fieldsOf(spec);
  const passes = itemsOf(servers).some((one) => fieldsOf(fieldsOf(one).tls).mode === 'AUTO_PASSTHROUGH');
  if (metadata.namespace !== mesh.inventory.rootNamespace || !passes) return undefined;
  const labels = labelsOf(selector);
  const isMarkedSo = ({ eastWestGateway }: NetworkFacts) =>
    eastWestGateway !== undefined && selects(labels, eastWestGateway) && selects(eastWestGateway, labels);
  const networks = mesh.inventory.networks.filter(isMarkedSo).map(({ name }) => ({ name, eastWestGateway: labels }));
  return networks.length > 0 ? { facts: { networks } } : undefined;
}
