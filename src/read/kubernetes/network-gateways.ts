import type { NetworkGatewayFacts } from '../../istio/facts.ts';
import { NETWORK_GATEWAY_PORT } from '../../istio/facts-of-inventory.ts';
import { NETWORK_LABEL } from '../../istio/labels.ts';
import { itemOf, listOf, numberOf } from '../../istio/message.ts';
import { GATEWAY_NAME_LABEL } from './gateways.ts';
import { type ByKind, labelsOf, textMap } from './object.ts';

export interface FoundNetworkGateway {
  readonly network: string;
  readonly gateway: NetworkGatewayFacts;
}

/** The label that names another port of a network gateway's Service. */
const PORT_LABEL = 'networking.istio.io/gatewayPort';

/**
 * East-west gateways as istiod finds them: Services, and Gateways of Gateway API, that carry the label of a network.
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
 */
export function networkGatewaysOf(objects: ByKind): FoundNetworkGateway[] {
  return [...byService(objects), ...byGatewayApi(objects)];
}

function byService(objects: ByKind): FoundNetworkGateway[] {
  return objects.all('/Service').flatMap((object) => {
    const { cluster, namespace, manifest } = object;
    const labels = labelsOf(object);
    const network = labels[NETWORK_LABEL];
    const spec = itemOf(manifest.spec);
    const wanted = Number(labels[PORT_LABEL] ?? NETWORK_GATEWAY_PORT);
    if (!network || !listOf(spec.ports).some((port) => numberOf(itemOf(port).port) === wanted)) return [];
    return [{ network, gateway: { cluster, namespace, labels: textMap(spec.selector), port: wanted } }];
  });
}

function byGatewayApi(objects: ByKind): FoundNetworkGateway[] {
  return objects.all('gateway.networking.k8s.io/Gateway').flatMap((object) => {
    const { cluster, namespace, name, manifest } = object;
    const network = labelsOf(object)[NETWORK_LABEL];
    const listeners = listOf(itemOf(manifest.spec).listeners);
    if (!network || !listeners.some((one) => numberOf(itemOf(one).port) === NETWORK_GATEWAY_PORT)) return [];
    const labels = { [GATEWAY_NAME_LABEL]: name };
    return [{ network, gateway: { cluster, namespace, labels, port: NETWORK_GATEWAY_PORT } }];
  });
}
