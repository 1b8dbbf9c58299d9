import { isPlain } from '../../istio/crd/types.ts';
import type { NetworkAddressFacts } from '../../istio/inventory.ts';
import { isIpAddress } from '../../istio/ip.ts';
import { isDnsSubdomain } from '../../istio/names.ts';
import { isPort } from '../../istio/ports.ts';
import type { Freezing } from '../freezing.ts';
import type { Network } from './network.ts';

/** Where other networks find a network's gateways, where an author says so; in the author's order, nearest first. */
export function freezeAddresses(network: Network, freezing: Freezing): readonly NetworkAddressFacts[] {
  const { addresses = [] } = network.props;
  if (!Array.isArray(addresses)) {
    refuse(network, 'must be a list', freezing);
    return [];
  }
  return addresses.flatMap((said: unknown) => {
    const { address, port = 15443, locality } = isPlain(said) ? said : {};
    const known = typeof address === 'string' && (isIpAddress(address) || isDnsSubdomain(address));
    const right = known && isPort(Number(port)) && (locality === undefined || typeof locality === 'string');
    if (!right) {
      refuse(network, `${JSON.stringify(said)} is not the address of a gateway`, freezing);
      return [];
    }
    return [{ address, port: Number(port), ...(locality !== undefined && { locality }) }];
  });
}

function refuse(network: Network, what: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(network),
    message: `Network '${network.node.id}': addresses: ${what}.`,
    why: 'istiod passes over meshNetworks that are not valid, all of them, and clusters do not reach each other.',
    hint: "Write addresses: [{ address: 'eastwest.us.example.com', port: 15443 }].",
  });
}
