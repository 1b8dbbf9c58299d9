import type { Facts, NetworkGatewayFacts } from '../../../istio/facts.ts';
import type { ClientProxy } from '../../routed.ts';
import type { Endpoint } from '../pool/endpoint.ts';

/** A gateway that lets other networks in. */
export interface NetworkGateway extends NetworkGatewayFacts {
  readonly network: string;
}

/** How a proxy reaches an endpoint: at its address, or through one of these gateways. */
export type Way = 'direct' | 'no gateway' | readonly NetworkGateway[];

export function wayTo(facts: Facts, proxy: Pick<ClientProxy, 'network'>, endpoint: Endpoint): Way {
  const same = endpoint.network === '' || proxy.network === '' || endpoint.network === proxy.network;
  if (same && (proxy.network !== '' || endpoint.network === '')) return 'direct';
  const gateways = gatewaysFor(facts, endpoint.network, endpoint.cluster);
  if (gateways.length > 0) return gateways;
  return same ? 'direct' : 'no gateway';
}

/** Those of the endpoint's own cluster; where it has none, all of the network. */
function gatewaysFor(facts: Facts, network: string, cluster: string): readonly NetworkGateway[] {
  const all = indexOf(facts).get(network) ?? [];
  const own = all.filter((gateway) => gateway.cluster === cluster);
  return own.length > 0 ? own : all;
}

const indexes = new WeakMap<Facts, ReadonlyMap<string, readonly NetworkGateway[]>>();

function indexOf(facts: Facts): ReadonlyMap<string, readonly NetworkGateway[]> {
  let index = indexes.get(facts);
  if (!index) {
    index = new Map(
      facts.networks.map(({ name, gateways }) => [name, gateways.map((gateway) => ({ ...gateway, network: name }))]),
    );
    indexes.set(facts, index);
  }
  return index;
}
